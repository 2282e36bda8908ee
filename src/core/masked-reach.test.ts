import { describe, expect, test } from 'vitest';
import { maskedReach } from './masked-reach.ts';

/** Rows as text, '#' for what is seen and '.' for what is not. */
function drawn(kind: 'plain' | 'gated', layers: number): string[] {
  const size = { width: 7, height: 4 };
  const reach = maskedReach({ ...size, cell: 3 * 7 + 3, layers, kind });
  return Array.from({ length: 4 }, (_, row) =>
    Array.from(reach.subarray(7 * row, 7 * row + 7), (cell) => (cell ? '#' : '.')).join(''),
  );
}

describe('maskedReach', () => {
  test('one layer sees the three cells above and the one to the left', () => {
    expect(drawn('plain', 1)).toEqual(['.......', '.......', '..###..', '..#....']);
    expect(drawn('gated', 1)).toEqual(['.......', '.......', '..###..', '..#....']);
  });

  test('a plain stack stays blind to the upper right beyond the diagonal', () => {
    expect(drawn('plain', 3)).toEqual(['#######', '######.', '#####..', '###....']);
  });

  test('two stacks see all that was written before, as far as their layers go', () => {
    expect(drawn('gated', 2)).toEqual(['.......', '.#####.', '.#####.', '.##....']);
    expect(drawn('gated', 3)).toEqual(['#######', '#######', '#######', '###....']);
  });

  test('nothing that is written later is ever seen', () => {
    for (const kind of ['plain', 'gated'] as const) {
      const cell = 3 * 9 + 4;
      const reach = maskedReach({ width: 9, height: 7, cell, layers: 9, kind });
      expect([...reach.subarray(cell)].every((value) => value === 0)).toBe(true);
    }
    const everything = maskedReach({ width: 9, height: 7, cell: 3 * 9 + 4, layers: 9, kind: 'gated' });
    expect([...everything.subarray(0, 3 * 9 + 4)].every((value) => value === 1)).toBe(true);
  });
});
