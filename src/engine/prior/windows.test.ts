import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { positionIn, readPrefix, windowAround, windowCentredOn } from './windows.ts';

const window = { width: 16, height: 16 };
const grids = fc.record({ width: fc.integer({ min: 1, max: 64 }), height: fc.integer({ min: 1, max: 64 }) });
const gridsAndCells = grids.chain((grid) =>
  fc.record({ grid: fc.constant(grid), cell: fc.nat(grid.width * grid.height - 1) }),
);

describe('windowAround', () => {
  test('a grid of the prior’s own size has one window', () => {
    for (const cell of [0, 17, 255]) expect(windowAround(cell, window, window)).toEqual({ x: 0, y: 0, ...window });
  });

  test('at borders and in corners it stays inside', () => {
    const grid = { width: 36, height: 40 };
    expect(windowAround(0, grid, window)).toMatchObject({ x: 0, y: 0 });
    expect(windowAround(35, grid, window)).toMatchObject({ x: 20, y: 0 });
    expect(windowAround(39 * 36, grid, window)).toMatchObject({ x: 0, y: 24 });
    expect(windowAround(39 * 36 + 35, grid, window)).toMatchObject({ x: 20, y: 24 });
  });

  test('holds its cell, within the grid, and away from its own edges wherever the grid goes on', () => {
    fc.assert(
      fc.property(gridsAndCells, ({ grid, cell }) => {
        const { x, y } = windowAround(cell, grid, window);
        const column = cell % grid.width;
        const row = Math.floor(cell / grid.width);
        for (const [at, from, length] of [
          [column, x, grid.width],
          [row, y, grid.height],
        ] as const) {
          expect(from).toBeGreaterThanOrEqual(0);
          if (length >= 16) expect(from + 16).toBeLessThanOrEqual(length);
          else expect(from).toBe(0);
          expect(at - from).toBeGreaterThanOrEqual(0);
          expect(at - from).toBeLessThan(16);
          if (from > 0) expect(at - from).toBeGreaterThanOrEqual(4);
          if (from + 16 < length) expect(at - from).toBeLessThan(12);
        }
      }),
    );
  });

  test('few windows serve a row: those of its cells never go back', () => {
    for (let width = 16; width <= 64; width++) {
      const starts = Array.from({ length: width }, (_, x) => windowAround(x, { width, height: 16 }, window).x);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(new Set(starts).size).toBeLessThanOrEqual(Math.ceil((width - 16) / 8) + 1);
    }
  });
});

describe('windowCentredOn', () => {
  test('has the cells in its middle, as near as the border allows, and lies about a smaller grid', () => {
    fc.assert(
      fc.property(gridsAndCells, ({ grid, cell }) => {
        const at = { x: cell % grid.width, y: Math.floor(cell / grid.width) };
        const { x, y } = windowCentredOn({ ...at, width: 1, height: 1 }, grid, window);
        for (const [place, from, length] of [
          [at.x, x, grid.width],
          [at.y, y, grid.height],
        ] as const) {
          if (length <= 16) expect(from).toBe(-Math.floor((16 - length) / 2));
          else expect(from).toBe(Math.max(0, Math.min(length - 16, place - 8)));
        }
      }),
    );
  });

  test('a hole of several cells stands in the middle as a whole', () => {
    expect(windowCentredOn({ x: 20, y: 21, width: 4, height: 5 }, { width: 64, height: 64 }, window)).toMatchObject({
      x: 14,
      y: 15,
    });
  });
});

describe('readPrefix', () => {
  test('reads only cells that come before, each as often as the window shows it', () => {
    fc.assert(
      fc.property(gridsAndCells, ({ grid, cell }) => {
        const tokens = Int32Array.from({ length: grid.width * grid.height }, (_, index) => index);
        const rect = windowAround(cell, grid, window);
        const position = positionIn(rect, cell, grid);
        const inputs = new Int32Array(257).fill(-1);
        readPrefix({ ...grid, tokens }, rect, position, 4096, inputs);
        expect(inputs[0]).toBe(4096);
        for (let p = 1; p <= position; p++) {
          expect(inputs[p]).toBeGreaterThanOrEqual(0);
          expect(inputs[p]).toBeLessThan(cell);
        }
        expect(inputs.subarray(position + 1).every((token) => token === -1)).toBe(true);
      }),
    );
  });

  test('reads row by row from the window’s corner', () => {
    const grid = { width: 40, height: 40, tokens: Int32Array.from({ length: 1600 }, (_, index) => index) };
    const cell = 20 * 40 + 20;
    const rect = windowAround(cell, grid, window);
    const inputs = new Int32Array(256);
    readPrefix(grid, rect, positionIn(rect, cell, grid), 9999, inputs);
    expect(rect).toMatchObject({ x: 16, y: 16 });
    expect([...inputs.subarray(0, 4)]).toEqual([9999, 16 * 40 + 16, 16 * 40 + 17, 16 * 40 + 18]);
    expect(inputs[17]).toBe(17 * 40 + 16);
    expect(inputs[positionIn(rect, cell, grid)]).toBe(cell - 1);
  });

  test('beside a narrow grid each row goes on with its last token', () => {
    const grid = { width: 2, height: 2, tokens: Int32Array.of(5, 6, 7, 8) };
    const rect = windowAround(3, grid, { width: 4, height: 4 });
    const inputs = new Int32Array(16);
    readPrefix(grid, rect, positionIn(rect, 3, grid), 9, inputs);
    expect([...inputs.subarray(0, 6)]).toEqual([9, 5, 6, 6, 6, 7]);
  });
});
