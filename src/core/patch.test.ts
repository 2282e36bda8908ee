import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countCells, maskBounds, maskCells, maskFromCells, maskFromRect } from './cell-mask.ts';
import { copyPatch, flipPatch, pastePatch, patchCells, patchMask } from './patch.ts';
import { changedCells, createGrid, type TokenGrid } from './token-grid.ts';

const counted = (width: number, height: number): TokenGrid => ({
  width,
  height,
  tokens: Int32Array.from({ length: width * height }, (_, index) => index),
});

const gridWithMask = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain((size) =>
    fc.array(fc.nat({ max: size.width * size.height - 1 })).map((cells) => ({
      grid: counted(size.width, size.height),
      mask: maskFromCells(cells, size),
    })),
  );
const place = fc.record({ x: fc.integer({ min: -12, max: 12 }), y: fc.integer({ min: -12, max: 12 }) });

describe('copy', () => {
  test('keeps codes and shape within tight bounds', () => {
    const patch = copyPatch(counted(5, 4), maskFromCells([6, 12], { width: 5, height: 4 }));
    expect(patch.grid).toEqual({ width: 2, height: 2, tokens: Int32Array.of(6, 7, 11, 12) });
    expect(maskCells(patch.mask)).toEqual([0, 3]);
  });

  test('of nothing is an empty patch, and pasting it changes nothing', () => {
    const grid = counted(3, 3);
    const patch = copyPatch(grid, maskFromCells([], grid));
    expect(patch.grid.tokens).toHaveLength(0);
    expect(pastePatch(grid, patch, { x: 1, y: 1 })).toBe(grid);
  });

  test('refuses a mask of another size', () => {
    expect(() => copyPatch(counted(3, 3), maskFromCells([0], { width: 9, height: 1 }))).toThrow(RangeError);
  });
});

describe('paste', () => {
  test('back where it came from restores exactly the masked cells', () => {
    fc.assert(
      fc.property(gridWithMask, ({ grid, mask }) => {
        const blank = createGrid(grid, -1);
        const pasted = pastePatch(blank, copyPatch(grid, mask), maskBounds(mask));
        expect(changedCells(blank, pasted)).toEqual(maskCells(mask));
        for (const cell of maskCells(mask)) expect(pasted.tokens[cell]).toBe(grid.tokens[cell]);
      }),
    );
  });

  test('anywhere touches patchCells and nothing else', () => {
    fc.assert(
      fc.property(gridWithMask, place, ({ grid, mask }, at) => {
        const target = createGrid({ width: 7, height: 6 }, -1);
        const patch = copyPatch(grid, mask);
        const cells = patchCells(patch, at, target);
        expect(changedCells(target, pastePatch(target, patch, at))).toEqual(cells);
        expect(maskCells(patchMask(patch, at, target))).toEqual(cells);
        const visible = maskCells(patch.mask).filter((cell) => {
          const x = at.x + (cell % patch.grid.width);
          const y = at.y + Math.floor(cell / patch.grid.width);
          return x >= 0 && y >= 0 && x < 7 && y < 6;
        });
        expect(cells).toHaveLength(visible.length);
      }),
    );
  });

  test('leaves the grid it is given as it was', () => {
    const grid = createGrid({ width: 2, height: 2 }, 4);
    pastePatch(grid, copyPatch(counted(2, 2), maskFromRect({ x: 0, y: 0, width: 2, height: 2 }, grid)), { x: 0, y: 0 });
    expect(grid.tokens).toEqual(Int32Array.of(4, 4, 4, 4));
  });
});

describe('flip', () => {
  test('mirrors codes and shape', () => {
    const patch = copyPatch(counted(3, 2), maskFromCells([0, 1, 5], { width: 3, height: 2 }));
    const flipped = flipPatch(patch, 'horizontal');
    expect(flipped.grid.tokens).toEqual(Int32Array.of(2, 1, 0, 5, 4, 3));
    expect(maskCells(flipped.mask)).toEqual([1, 2, 3]);
    expect(flipPatch(patch, 'vertical').grid.tokens).toEqual(Int32Array.of(3, 4, 5, 0, 1, 2));
  });

  test('twice is no flip', () => {
    fc.assert(
      fc.property(gridWithMask, fc.constantFrom('horizontal' as const, 'vertical' as const), ({ grid, mask }, axis) => {
        const patch = copyPatch(grid, mask);
        const once = flipPatch(patch, axis);
        expect(countCells(once.mask)).toBe(countCells(mask));
        expect(flipPatch(once, axis)).toEqual(patch);
      }),
    );
  });
});
