// A copied piece of a token grid of any shape: what the clipboard and the stamp hold. Grids are never changed in place.
import { type CellMask, emptyMask, maskBounds, maskFromCells, type Point } from './cell-mask.ts';
import { requireSameSize, type Size } from './rect.ts';
import { applyChanges, type CellChange, cropGrid, type TokenGrid } from './token-grid.ts';

/** `mask` has the patch's own size; codes of cells outside it mean nothing. */
export interface Patch {
  readonly grid: TokenGrid;
  readonly mask: CellMask;
}

/** The cells of `mask` (same size as `grid`, else RangeError) with their codes, cut to tight bounds; 0×0 for no cell. */
export function copyPatch(grid: TokenGrid, mask: CellMask): Patch {
  requireSameSize(grid, mask);
  const bounds = maskBounds(mask);
  const cut = emptyMask(bounds);
  for (let row = 0; row < bounds.height; row++) {
    const start = (bounds.y + row) * mask.width + bounds.x;
    cut.cells.set(mask.cells.subarray(start, start + bounds.width), row * bounds.width);
  }
  return { grid: cropGrid(grid, bounds), mask: cut };
}

/** `grid` with the patch's cells laid over it, the patch's top left cell at `at`; the same object if nothing changes. */
export function pastePatch(grid: TokenGrid, patch: Patch, at: Point): TokenGrid {
  return applyChanges(grid, placedCells(patch, at, grid));
}

/** Indices, in a grid of `size`, of the cells a patch at `at` covers; clipped at the borders. */
export function patchCells(patch: Patch, at: Point, size: Size): number[] {
  return Array.from(placedCells(patch, at, size), ({ index }) => index);
}

/** The same cells as a mask of `size`: the selection after a paste. */
export function patchMask(patch: Patch, at: Point, size: Size): CellMask {
  return maskFromCells(patchCells(patch, at, size), size);
}

/** The patch mirrored: 'horizontal' swaps left and right, 'vertical' top and bottom. */
export function flipPatch(patch: Patch, axis: 'horizontal' | 'vertical'): Patch {
  const { width, height } = patch.grid;
  const tokens = new Int32Array(width * height);
  const cells = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = axis === 'horizontal' ? row * width + (width - 1 - column) : (height - 1 - row) * width + column;
      tokens[row * width + column] = patch.grid.tokens[from]!;
      cells[row * width + column] = patch.mask.cells[from]!;
    }
  }
  return { grid: { width, height, tokens }, mask: { width, height, cells } };
}

function* placedCells(patch: Patch, at: Point, size: Size): Generator<CellChange> {
  const left = Math.floor(at.x);
  const top = Math.floor(at.y);
  const { width, height } = patch.grid;
  for (let row = Math.max(0, -top); row < Math.min(height, size.height - top); row++) {
    for (let column = Math.max(0, -left); column < Math.min(width, size.width - left); column++) {
      const cell = row * width + column;
      if (patch.mask.cells[cell] !== 1) continue;
      yield { index: (top + row) * size.width + left + column, code: patch.grid.tokens[cell]! };
    }
  }
}
