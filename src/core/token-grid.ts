// One level's token grid: a picture as code ids. Values are never changed in place: an edit makes a new grid.
import type { Rect, Size } from './rect.ts';

export interface TokenGrid extends Size {
  /** Code ids row by row, `width * height` of them, each in [0, K). */
  readonly tokens: Int32Array;
}

/** One cell's new code; `index` is row · width + column. */
export interface CellChange {
  readonly index: number;
  readonly code: number;
}

export function createGrid(size: Size, code = 0): TokenGrid {
  return { width: size.width, height: size.height, tokens: new Int32Array(size.width * size.height).fill(code) };
}

export function sameGrid(a: TokenGrid, b: TokenGrid): boolean {
  if (a === b) return true;
  if (a.width !== b.width || a.height !== b.height) return false;
  return a.tokens.every((token, index) => token === b.tokens[index]);
}

/** A grid with the changes made, or the same object where none of them changes anything. */
export function applyChanges(grid: TokenGrid, changes: Iterable<CellChange>): TokenGrid {
  let tokens: Int32Array | undefined;
  for (const { index, code } of changes) {
    if (index < 0 || index >= grid.tokens.length) continue;
    if ((tokens ?? grid.tokens)[index] === code) continue;
    tokens ??= grid.tokens.slice();
    tokens[index] = code;
  }
  return tokens ? { width: grid.width, height: grid.height, tokens } : grid;
}

/** Indices of the cells in which two grids of one size differ. */
export function changedCells(before: TokenGrid, after: TokenGrid): number[] {
  if (before === after) return [];
  const changed: number[] = [];
  for (let index = 0; index < after.tokens.length; index++) {
    if (before.tokens[index] !== after.tokens[index]) changed.push(index);
  }
  return changed;
}

/** The cells of `rect`, which must lie within the grid, as a grid of their own. */
export function cropGrid(grid: TokenGrid, rect: Rect): TokenGrid {
  const tokens = new Int32Array(rect.width * rect.height);
  for (let row = 0; row < rect.height; row++) {
    const start = (rect.y + row) * grid.width + rect.x;
    tokens.set(grid.tokens.subarray(start, start + rect.width), row * rect.width);
  }
  return { width: rect.width, height: rect.height, tokens };
}
