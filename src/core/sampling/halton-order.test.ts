import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { haltonOrder } from './halton-order.ts';

const sizes = fc.record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }) });

describe('haltonOrder', () => {
  test('gives every cell a place of its own', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const places = [...haltonOrder(size)].sort((a, b) => a - b);
        expect(places).toEqual(Array.from(places.keys()));
      }),
    );
  });

  test('begins with the sequence’s first points: (1/2, 1/3), (1/4, 2/3), (3/4, 1/9), (1/8, 4/9)', () => {
    const places = haltonOrder({ width: 16, height: 16 });
    const cells = [0, 1, 2, 3].map((place) => places.indexOf(place));
    expect(cells).toEqual([5 * 16 + 8, 10 * 16 + 4, 1 * 16 + 12, 7 * 16 + 2]);
  });

  test('fills the square evenly: of any number of cells a quarter lies in each quarter, give or take four', () => {
    const side = 16;
    const places = haltonOrder({ width: side, height: side });
    for (let count = 1; count <= side * side; count++) {
      const quarters = [0, 0, 0, 0];
      for (const [cell, place] of places.entries()) {
        const quarter = 2 * Number(cell >= (side * side) / 2) + Number(cell % side >= side / 2);
        if (place < count) quarters[quarter]!++;
      }
      for (const inside of quarters) expect(Math.abs(inside - count / 4)).toBeLessThanOrEqual(4);
    }
  });
});
