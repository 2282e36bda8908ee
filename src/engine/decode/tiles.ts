// Plans a decode whose cost does not depend on how it is cut: tiles small enough that what is urgent soon gets its turn,
// and as few as that allows.
import { dilate, type Rect, type Size, union } from '../../core/rect.ts';

export interface DecodeTile {
  /** Cells whose pixels are asked for. */
  readonly output: Rect;
  /** Changed cells within this are dealt with once the output is drawn. */
  readonly settles: Rect;
}

/** About 80 ms of work for a whole tile on a core of 2 GHz. */
const tileCells = 24;

/**
 * @param changed indices of the cells that differ from what was decoded last; null for all of the picture
 * @param reach tokens each way that a cell's pixels depend on
 */
export function planTiles(grid: Size, changed: readonly number[] | null, reach: number): DecodeTile[] {
  if (changed === null) return wholeTiles(grid).map((tile) => ({ output: tile, settles: tile }));
  const bounds = joinSmall(boundsByTile(grid, changed));
  return bounds.map((settles) => ({ output: dilate(settles, reach, grid), settles }));
}

function wholeTiles(grid: Size): Rect[] {
  const columns = Math.ceil(grid.width / tileCells);
  const rows = Math.ceil(grid.height / tileCells);
  return Array.from({ length: columns * rows }, (_, i) => {
    const left = Math.floor(((i % columns) * grid.width) / columns);
    const right = Math.floor((((i % columns) + 1) * grid.width) / columns);
    const top = Math.floor((Math.floor(i / columns) * grid.height) / rows);
    const bottom = Math.floor(((Math.floor(i / columns) + 1) * grid.height) / rows);
    return { x: left, y: top, width: right - left, height: bottom - top };
  });
}

function boundsByTile(grid: Size, changed: readonly number[]): Rect[] {
  const columns = Math.ceil(grid.width / tileCells);
  const tiles = new Map<number, Rect>();
  for (const index of changed) {
    const x = index % grid.width;
    const y = Math.floor(index / grid.width);
    const tile = Math.floor(y / tileCells) * columns + Math.floor(x / tileCells);
    const cell = { x, y, width: 1, height: 1 };
    const bounds = tiles.get(tile);
    tiles.set(tile, bounds ? union(bounds, cell) : cell);
  }
  return [...tiles.values()];
}

/** Joins what lies in several tiles and would fit into one. */
function joinSmall(bounds: readonly Rect[]): Rect[] {
  const joined: Rect[] = [];
  for (const rect of bounds) {
    const i = joined.findIndex((other) => {
      const both = union(rect, other);
      return both.width <= tileCells && both.height <= tileCells;
    });
    if (i < 0) joined.push(rect);
    else joined[i] = union(rect, joined[i]!);
  }
  return joined;
}
