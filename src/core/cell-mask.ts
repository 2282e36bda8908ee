// A set of cells of one token grid: selections and decode regions. Set algebra, lasso and outline; what a selection
// does to tokens is in patch.ts.
import { intersect, isEmpty, type Rect, requireSameSize, type Size } from './rect.ts';

export interface CellMask extends Size {
  /** 1 for a cell in the set, row by row. */
  readonly cells: Uint8Array;
}

/** A place in cell units: cell (c, r) covers c ≤ x < c + 1 and r ≤ y < r + 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A straight piece of an outline in cell units; the set lies to the right of the way from 1 to 2 (y points down). */
export interface OutlineSegment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export function emptyMask(size: Size): CellMask {
  return { width: size.width, height: size.height, cells: new Uint8Array(size.width * size.height) };
}

export function fullMask(size: Size): CellMask {
  return { width: size.width, height: size.height, cells: new Uint8Array(size.width * size.height).fill(1) };
}

/** The cells of `rect` (integers) that lie within `size`. */
export function maskFromRect(rect: Rect, size: Size): CellMask {
  const mask = emptyMask(size);
  const inside = intersect(rect, { x: 0, y: 0, ...size });
  if (isEmpty(inside)) return mask;
  for (let row = inside.y; row < inside.y + inside.height; row++) {
    const start = row * size.width + inside.x;
    mask.cells.fill(1, start, start + inside.width);
  }
  return mask;
}

/** The cells within `reach` columns and rows of one of the set. */
export function dilateMask(mask: CellMask, reach: number): CellMask {
  const { width, height, cells } = mask;
  const wide = new Uint8Array(cells.length);
  for (let index = 0; index < cells.length; index++) {
    if (cells[index] === 0) continue;
    const column = index % width;
    const row = index - column;
    wide.fill(1, row + Math.max(0, column - reach), row + Math.min(width, column + reach + 1));
  }
  const grown = emptyMask(mask);
  for (let index = 0; index < cells.length; index++) {
    if (wide[index] === 0) continue;
    const column = index % width;
    const row = Math.floor(index / width);
    for (let y = Math.max(0, row - reach); y <= Math.min(height - 1, row + reach); y++) {
      grown.cells[y * width + column] = 1;
    }
  }
  return grown;
}

/** The cells with these indices (row · width + column); indices outside the grid are left out. */
export function maskFromCells(indices: Iterable<number>, size: Size): CellMask {
  const mask = emptyMask(size);
  for (const index of indices) {
    if (index >= 0 && index < mask.cells.length) mask.cells[index] = 1;
  }
  return mask;
}

/**
 * A lasso: the cells whose centre lies inside the closed polygon by the even-odd rule. A lasso so small or thin that it
 * holds no centre selects the cells its outline touches. Points that are not finite are left out.
 */
export function maskFromPolygon(points: readonly Point[], size: Size): CellMask {
  const corners = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const mask = emptyMask(size);
  for (let row = 0; row < size.height; row++) {
    const crossings = crossingsAt(row + 0.5, corners);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      // A centre at c + 0.5 is inside when enter ≤ c + 0.5 < leave.
      const first = Math.max(0, Math.ceil(crossings[pair]! - 0.5));
      const end = Math.min(size.width, Math.ceil(crossings[pair + 1]! - 0.5));
      if (first < end) mask.cells.fill(1, row * size.width + first, row * size.width + end);
    }
  }
  if (!mask.cells.includes(1)) forEachEdge(corners, (from, to) => markTouched(mask, from, to));
  return mask;
}

export function unionMask(a: CellMask, b: CellMask): CellMask {
  requireSameSize(a, b);
  return { width: a.width, height: a.height, cells: a.cells.map((cell, index) => cell | b.cells[index]!) };
}

/** The cells of `a` that are not in `b`. */
export function subtractMask(a: CellMask, b: CellMask): CellMask {
  requireSameSize(a, b);
  return { width: a.width, height: a.height, cells: a.cells.map((cell, index) => cell & (1 - b.cells[index]!)) };
}

/**
 * The cells of another grid over the same picture that lie over any of the set.
 * @param across cells of that grid, each way, for one of this one: 2 to a level twice as fine, 1/2 back
 */
export function maskOnLevel(mask: CellMask, across: number, size: Size): CellMask {
  const other = emptyMask(size);
  for (let index = 0; index < other.cells.length; index++) {
    const x = index % size.width;
    const y = Math.floor(index / size.width);
    const right = Math.max(Math.floor(x / across) + 1, Math.ceil((x + 1) / across));
    const bottom = Math.max(Math.floor(y / across) + 1, Math.ceil((y + 1) / across));
    for (let row = Math.floor(y / across); row < bottom; row++) {
      for (let column = Math.floor(x / across); column < right; column++) {
        if (hasCell(mask, column, row)) other.cells[index] = 1;
      }
    }
  }
  return other;
}

export function invertMask(mask: CellMask): CellMask {
  return { width: mask.width, height: mask.height, cells: mask.cells.map((cell) => 1 - cell) };
}

export function countCells(mask: CellMask): number {
  let count = 0;
  for (const cell of mask.cells) count += cell;
  return count;
}

/** The smallest rectangle with every cell of the set; 0×0 at the origin where there is none. */
export function maskBounds(mask: CellMask): Rect {
  let left = mask.width;
  let right = -1;
  let top = mask.height;
  let bottom = -1;
  for (let row = 0; row < mask.height; row++) {
    const start = row * mask.width;
    const cells = mask.cells.subarray(start, start + mask.width);
    const first = cells.indexOf(1);
    if (first < 0) continue;
    left = Math.min(left, first);
    right = Math.max(right, cells.lastIndexOf(1));
    top = Math.min(top, row);
    bottom = row;
  }
  if (bottom < 0) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Indices of the cells in the set, rising. */
export function maskCells(mask: CellMask): number[] {
  const indices: number[] = [];
  for (let index = 0; index < mask.cells.length; index++) {
    if (mask.cells[index] === 1) indices.push(index);
  }
  return indices;
}

/** Whether the cell at column x and row y is in the set; false outside the grid. */
export function hasCell(mask: CellMask, x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x < mask.width && y < mask.height && mask.cells[y * mask.width + x] === 1;
}

/** The border between the set and the rest, grid borders included: straight runs, horizontal ones first. */
export function maskOutline(mask: CellMask): OutlineSegment[] {
  const segments: OutlineSegment[] = [];
  for (let y = 0; y <= mask.height; y++) {
    // +1: the set is below the line (drawn rightwards); -1: above it (drawn leftwards).
    const sideAt = (x: number) => Number(hasCell(mask, x, y)) - Number(hasCell(mask, x, y - 1));
    forEachRun(mask.width, sideAt, (start, end, side) => {
      segments.push(side > 0 ? { x1: start, y1: y, x2: end, y2: y } : { x1: end, y1: y, x2: start, y2: y });
    });
  }
  for (let x = 0; x <= mask.width; x++) {
    // +1: the set is right of the line (drawn upwards); -1: left of it (drawn downwards).
    const sideAt = (y: number) => Number(hasCell(mask, x, y)) - Number(hasCell(mask, x - 1, y));
    forEachRun(mask.height, sideAt, (start, end, side) => {
      segments.push(side > 0 ? { x1: x, y1: end, x2: x, y2: start } : { x1: x, y1: start, x2: x, y2: end });
    });
  }
  return segments;
}

function forEachEdge(corners: readonly Point[], visit: (from: Point, to: Point) => void): void {
  for (let corner = 0; corner < corners.length; corner++) {
    visit(corners[corner]!, corners[(corner + 1) % corners.length]!);
  }
}

/** Where the polygon crosses the horizontal line at `y`, sorted. */
function crossingsAt(y: number, corners: readonly Point[]): number[] {
  const crossings: number[] = [];
  forEachEdge(corners, (from, to) => {
    if (from.y <= y !== to.y <= y) crossings.push(from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x));
  });
  return crossings.sort((a, b) => a - b);
}

/** Marks every cell that the segment passes through, row by row. */
function markTouched(mask: CellMask, from: Point, to: Point): void {
  const [upper, lower] = from.y <= to.y ? [from, to] : [to, from];
  const xAt = (y: number) => upper.x + ((y - upper.y) / (lower.y - upper.y)) * (lower.x - upper.x);
  const lastRow = Math.min(mask.height - 1, Math.floor(lower.y));
  for (let row = Math.max(0, Math.floor(upper.y)); row <= lastRow; row++) {
    const enter = upper.y >= row ? upper.x : xAt(row);
    const leave = lower.y <= row + 1 ? lower.x : xAt(row + 1);
    const first = Math.max(0, Math.floor(Math.min(enter, leave)));
    const last = Math.min(mask.width - 1, Math.floor(Math.max(enter, leave)));
    if (first <= last) mask.cells.fill(1, row * mask.width + first, row * mask.width + last + 1);
  }
}

/** Visits the longest runs of one side other than 0 among positions 0 to length - 1. */
function forEachRun(
  length: number,
  sideAt: (position: number) => number,
  visit: (start: number, end: number, side: number) => void,
): void {
  let start = 0;
  let side = 0;
  for (let position = 0; position <= length; position++) {
    const next = position < length ? sideAt(position) : 0;
    if (next === side) continue;
    if (side !== 0) visit(start, position, side);
    start = position;
    side = next;
  }
}
