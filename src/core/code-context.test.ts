import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextRect, neighboursOf, spread } from './code-context.ts';

const grid = { width: 4, height: 3, tokens: Int32Array.from([1, 2, 1, 3, 4, 1, 2, 2, 5, 6, 1, 1]) };

test('few items are all taken; of many, as many as asked for, spread over all of them', () => {
  expect(spread([3, 1, 2], 5)).toEqual([3, 1, 2]);
  expect(
    spread(
      Array.from({ length: 10 }, (_, i) => i),
      4,
    ),
  ).toEqual([0, 2, 5, 7]);
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 40 }), (length, count) => {
      const items = Array.from({ length }, (_, i) => i);
      const taken = spread(items, count);
      expect(taken.length).toBe(Math.min(length, count));
      expect(new Set(taken).size).toBe(taken.length);
      expect([...taken].sort((a, b) => a - b)).toEqual(taken);
    }),
  );
});

test('the context lies within the grid, holds the cell, and has it in the middle where there is room', () => {
  expect(contextRect({ width: 9, height: 9 }, 40, 5)).toEqual({ x: 2, y: 2, width: 5, height: 5 });
  expect(contextRect({ width: 9, height: 9 }, 0, 5)).toEqual({ x: 0, y: 0, width: 5, height: 5 });
  expect(contextRect({ width: 9, height: 9 }, 80, 5)).toEqual({ x: 4, y: 4, width: 5, height: 5 });
  const side = fc.integer({ min: 1, max: 20 });
  fc.assert(
    fc.property(side, side, fc.nat(), fc.integer({ min: 1, max: 9 }), (width, height, any, span) => {
      const cell = any % (width * height);
      const { x, y, ...size } = contextRect({ width, height }, cell, span);
      expect(size).toEqual({ width: Math.min(span, width), height: Math.min(span, height) });
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + size.width).toBeLessThanOrEqual(width);
      expect(y + size.height).toBeLessThanOrEqual(height);
      const [column, row] = [cell % width, Math.floor(cell / width)];
      expect(column >= x && column < x + size.width && row >= y && row < y + size.height).toBe(true);
    }),
  );
});

test('neighbours are counted on all four sides, never around the edge, the code itself left out', () => {
  // Code 1 stands in cells 0, 2, 5, 10 and 11.
  expect(neighboursOf([grid], 1)).toEqual([
    { code: 2, count: 7 },
    { code: 4, count: 2 },
    { code: 6, count: 2 },
    { code: 3, count: 1 },
  ]);
  expect(neighboursOf([grid, grid], 3)).toEqual([
    { code: 1, count: 2 },
    { code: 2, count: 2 },
  ]);
  expect(neighboursOf([grid], 9)).toEqual([]);
});
