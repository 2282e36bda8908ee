import { describe, expect, test } from 'vitest';
import { compare, losses, ratiosIn } from './check.mjs';

const higher = (value: number) => ({ value, better: 'higher' }) as const;
const lower = (value: number) => ({ value, better: 'lower' }) as const;

describe('ratiosIn', () => {
  test('takes the rows that say which way is better, and no others', () => {
    const rows = {
      edits: [
        { name: 'an edit', median: 12, unit: 'ms' },
        { name: 'large over small', median: 1.1, unit: '×', better: 'lower' as const },
      ],
      memory: [{ name: 'heap', median: '1 → 2', unit: 'MB' }],
    };
    expect(ratiosIn(rows)).toEqual({ edits: { 'large over small': lower(1.1) } });
  });
});

describe('compare', () => {
  const baseline = { kernels: { speedUp: higher(20), cost: lower(1) }, edits: { gain: higher(8) } };

  test('a loss of a quarter passes, a larger one does not, whichever way is better', () => {
    const run = (speedUp: number, cost: number) =>
      losses(compare(baseline, { kernels: { speedUp: higher(speedUp), cost: lower(cost) } }, ['kernels'])).map(
        ({ name }) => name,
      );
    expect(run(15, 1.33)).toEqual([]);
    expect(run(14.9, 1)).toEqual(['speedUp']);
    expect(run(20, 1.34)).toEqual(['cost']);
    expect(run(100, 0.1)).toEqual([]);
  });

  test('what is no longer measured is lost; what was not run is not judged', () => {
    expect(losses(compare(baseline, { kernels: { cost: lower(1) } }, ['kernels']))).toMatchObject([
      { name: 'speedUp', now: null },
    ]);
  });

  test('a ratio that is not a number is lost', () => {
    expect(losses(compare(baseline, { edits: { gain: higher(Number.NaN) } }, ['edits']))).toHaveLength(1);
  });
});
