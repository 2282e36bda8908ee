import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellsOfCode, floodFill } from './fill.ts';
import { createGrid, type TokenGrid } from './token-grid.ts';

const twoCodes: fc.Arbitrary<TokenGrid> = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((tokens) => ({ width, height, tokens: Int32Array.from(tokens) })),
  );

const areNeighbours = (a: number, b: number, width: number) =>
  Math.abs((a % width) - (b % width)) + Math.abs(Math.floor(a / width) - Math.floor(b / width)) === 1;

describe('floodFill', () => {
  test('stops at other codes and does not pass through corners or around row ends', () => {
    const grid = { width: 4, height: 3, tokens: Int32Array.of(5, 5, 1, 5, 5, 1, 5, 5, 1, 5, 5, 5) };
    expect(floodFill(grid, 0).sort((a, b) => a - b)).toEqual([0, 1, 4]);
    expect(floodFill(grid, 3).sort((a, b) => a - b)).toEqual([3, 6, 7, 9, 10, 11]);
  });

  test('finds nothing outside the grid', () => {
    expect(floodFill(createGrid({ width: 3, height: 3 }), 9)).toEqual([]);
    expect(floodFill(createGrid({ width: 3, height: 3 }), -1)).toEqual([]);
  });

  test('regions are closed, of one code, connected, without repeats', () => {
    fc.assert(
      fc.property(twoCodes, fc.nat(), (grid, seed) => {
        const start = seed % grid.tokens.length;
        const region = floodFill(grid, start);
        const inside = new Set(region);
        expect(region).toHaveLength(inside.size);
        expect(region[0]).toBe(start);
        region.forEach((cell, position) => {
          expect(grid.tokens[cell]).toBe(grid.tokens[start]);
          const earlier = region.slice(0, position);
          if (position > 0) expect(earlier.some((other) => areNeighbours(cell, other, grid.width))).toBe(true);
        });
        for (let cell = 0; cell < grid.tokens.length; cell++) {
          if (inside.has(cell) || grid.tokens[cell] !== grid.tokens[start]) continue;
          expect(region.some((other) => areNeighbours(cell, other, grid.width))).toBe(false);
        }
      }),
    );
  });

  test('fills a large grid without deep recursion', () => {
    expect(floodFill(createGrid({ width: 512, height: 512 }, 3), 1000)).toHaveLength(512 * 512);
  });
});

test('cellsOfCode finds every use and nothing else', () => {
  fc.assert(
    fc.property(twoCodes, (grid) => {
      expect(cellsOfCode(grid, 1)).toHaveLength(grid.tokens.reduce((sum, token) => sum + token, 0));
      expect([...cellsOfCode(grid, 0), ...cellsOfCode(grid, 1)].sort((a, b) => a - b)).toEqual(
        Array.from(grid.tokens.keys()),
      );
    }),
  );
});
