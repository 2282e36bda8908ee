// A grid cut into blocks of cells: what the plans of both decoders start from.
import { type Rect, type Size, union } from '../../core/rect.ts';

/** The whole grid in blocks as equal as whole cells allow, none wider or higher than `side`; row by row. */
export function wholeInBlocks(grid: Size, side: number): Rect[] {
  const columns = Math.ceil(grid.width / side);
  const rows = Math.ceil(grid.height / side);
  return Array.from({ length: columns * rows }, (_, i) => {
    const left = Math.floor(((i % columns) * grid.width) / columns);
    const right = Math.floor((((i % columns) + 1) * grid.width) / columns);
    const top = Math.floor((Math.floor(i / columns) * grid.height) / rows);
    const bottom = Math.floor(((Math.floor(i / columns) + 1) * grid.height) / rows);
    return { x: left, y: top, width: right - left, height: bottom - top };
  });
}

/**
 * @param cells indices, row by row
 * @returns of each block of `side` cells each way that holds any of them, the bounds of those
 */
export function boundsByBlock(grid: Size, cells: readonly number[], side: number): Rect[] {
  const columns = Math.ceil(grid.width / side);
  const blocks = new Map<number, Rect>();
  for (const index of cells) {
    const x = index % grid.width;
    const y = Math.floor(index / grid.width);
    const block = Math.floor(y / side) * columns + Math.floor(x / side);
    const cell = { x, y, width: 1, height: 1 };
    const bounds = blocks.get(block);
    blocks.set(block, bounds ? union(bounds, cell) : cell);
  }
  return [...blocks.values()];
}
