// A prior knows grids of one size (16×16, say); pictures have more tokens. So each cell is seen through a window of the
// prior's size, as in VQ-GAN's high-resolution sampling (P. Esser et al., 2020, arXiv 2012.09841, §3.3), centred on the
// cell where the grid's border allows it.
//
// Windows stand half a window apart, so a cell lies in the middle half of its own, not in its exact middle. That is what
// makes a cache worth while: a window that moves with each cell would run its 136 preceding cells again for each
// (16×16), while one that stands serves 8 cells of a row, and in the next row goes on where it stopped, 16 steps later:
// two to three steps a cell. What a cell is given is exactly its window's content either way. A prior without a cache
// (masked.ts) has one window in the exact middle of what it writes, where that fits into one.
import type { Rect, Size } from '../../core/rect.ts';
import type { TokenGrid } from '../../core/token-grid.ts';

/** The last place where a window may begin: from there it reaches the grid's end, or beyond that to begin on a `unit`. */
function lastStart(length: number, window: number, unit: number): number {
  return Math.ceil((length - window) / unit) * unit;
}

function startAlong(at: number, length: number, window: number, unit: number): number {
  const stride = Math.max(unit, Math.floor(window / (2 * unit)) * unit);
  const centred = Math.round((at - (window >> 1)) / stride) * stride;
  return Math.max(0, Math.min(lastStart(length, window, unit), centred));
}

/**
 * The window through which the prior sees a cell. Where the grid is smaller than the window, that reaches beyond it.
 *
 * @param unit windows begin at multiples of it, for what lies over the grid in coarser cells
 */
export function windowAround(cell: number, grid: Size, window: Size, unit = 1): Rect {
  return {
    x: startAlong(cell % grid.width, grid.width, window.width, unit),
    y: startAlong(Math.floor(cell / grid.width), grid.height, window.height, unit),
    width: window.width,
    height: window.height,
  };
}

function centredAlong(from: number, extent: number, length: number, window: number, unit: number): number {
  const start =
    length <= window
      ? -((window - length) >> 1)
      : Math.max(0, Math.min(lastStart(length, window, unit), Math.floor(from + (extent - window) / 2)));
  const down = Math.floor(start / unit) * unit;
  return from + extent > down + window ? down + unit : down;
}

/**
 * The window with some cells in its middle, as near to it as the grid's border allows. A grid smaller than the window
 * lies in its middle: x or y is negative then. Cells too far apart for one window are not all in it.
 *
 * @param unit windows begin at multiples of it
 */
export function windowCentredOn(cells: Rect, grid: Size, window: Size, unit = 1): Rect {
  return {
    x: centredAlong(cells.x, cells.width, grid.width, window.width, unit),
    y: centredAlong(cells.y, cells.height, grid.height, window.height, unit),
    width: window.width,
    height: window.height,
  };
}

/** The cell's place in its window, row by row. */
export function positionIn(window: Rect, cell: number, grid: Size): number {
  return (Math.floor(cell / grid.width) - window.y) * window.width + (cell % grid.width) - window.x;
}

/**
 * What a window shows, row by row.
 *
 * @param unknown what stands beside the grid
 * @param shown receives as many tokens as the window has cells
 */
export function readWindow(
  { width, height, tokens }: TokenGrid,
  window: Rect,
  unknown: number,
  shown: Int32Array,
): void {
  for (let position = 0; position < shown.length; position++) {
    const x = window.x + (position % window.width);
    const y = window.y + Math.floor(position / window.width);
    const inside = x >= 0 && y >= 0 && x < width && y < height;
    shown[position] = inside ? tokens[y * width + x]! : unknown;
  }
}

/**
 * What precedes a cell within its window, as the prior reads it: the start token, then cell after cell.
 *
 * @param position the cell's place in the window
 * @param inputs receives position + 1 tokens. Beside a grid narrower than the window stands each row's last token.
 */
export function readPrefix(
  { width, tokens }: TokenGrid,
  window: Rect,
  position: number,
  startToken: number,
  inputs: Int32Array,
): void {
  inputs[0] = startToken;
  for (let p = 0; p < position; p++) {
    const x = Math.min(width - 1, window.x + (p % window.width));
    const y = window.y + Math.floor(p / window.width);
    inputs[p + 1] = tokens[y * width + x]!;
  }
}
