import { describe, expect, test } from 'vitest';
import { compare, losses, notRun, ratiosIn } from './check.mjs';

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
  const ratio = (name: string, median: number | string, better: 'higher' | 'lower') => ({
    name,
    median,
    unit: '×',
    better,
  });

  test('a loss of a quarter passes, a larger one does not, whichever way is better', () => {
    const run = (speedUp: number, cost: number) => {
      const kernels = [ratio('speedUp', speedUp, 'higher'), ratio('cost', cost, 'lower')];
      return losses(compare(baseline, { kernels })).map(({ name }) => name);
    };
    expect(run(15, 1.33)).toEqual([]);
    expect(run(14.9, 1)).toEqual(['speedUp']);
    expect(run(20, 1.34)).toEqual(['cost']);
    expect(run(100, 0.1)).toEqual([]);
  });

  test('what is no longer measured is lost; a suite that was not run is not judged', () => {
    const kernels = [ratio('cost', 1, 'lower')];
    expect(losses(compare(baseline, { kernels }))).toMatchObject([{ name: 'speedUp', now: null }]);
  });

  test('that a peer took too long is no loss of ours', () => {
    const kernels = [ratio('speedUp', notRun, 'higher'), ratio('cost', 1, 'lower')];
    expect(compare(baseline, { kernels }).map(({ name }) => name)).toEqual(['cost']);
  });

  test('a ratio that is not a number is lost', () => {
    expect(losses(compare(baseline, { edits: [ratio('gain', Number.NaN, 'higher')] }))).toHaveLength(1);
  });
});
