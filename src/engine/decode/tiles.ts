// Plans a decode whose cost does not depend on how it is cut: tiles small enough that what is urgent soon gets its turn,
// and as few as that allows.
import { dilate, type Rect, type Size, union } from '../../core/rect.ts';
import { boundsByBlock, wholeInBlocks } from './blocks.ts';

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
  if (changed === null) return wholeInBlocks(grid, tileCells).map((tile) => ({ output: tile, settles: tile }));
  const bounds = joinSmall(boundsByBlock(grid, changed, tileCells));
  return bounds.map((settles) => ({ output: dilate(settles, reach, grid), settles }));
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
