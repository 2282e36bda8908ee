// Which cells a pointer gesture covers: brush, line, rectangle. Geometry only; what is painted there is the caller's.
import type { Point } from './cell-mask.ts';
import type { Size } from './rect.ts';

export const largestBrush = 32;

export interface Brush {
  readonly shape: 'round' | 'square';
  /** Cells across, 1 to `largestBrush`. */
  readonly size: number;
}

/** A gesture this far from the grid is as good as any farther one; keeps lines short. */
const farthestCell = 1 << 14;

/** Indices of the cells under one dab, clipped to the grid. An even brush reaches one cell farther right and down. */
export function brushCells(centre: Point, brush: Brush, gridSize: Size): number[] {
  return strokeCells(centre, centre, brush, gridSize);
}

/** The cells from one to the other, both included, each a neighbour (8-connected) of the one before. Bresenham 1965. */
export function lineCells(from: Point, to: Point): Point[] {
  const start = cellAt(from);
  const end = cellAt(to);
  const dx = Math.abs(end.x - start.x);
  const dy = Math.abs(end.y - start.y);
  const stepX = Math.sign(end.x - start.x);
  const stepY = Math.sign(end.y - start.y);
  const cells: Point[] = [];
  let { x, y } = start;
  let error = dx - dy;
  // Counted rather than "until the end is reached", so that a NaN ends the loop at once.
  for (let left = Math.max(dx, dy); left >= 0; left--) {
    cells.push({ x, y });
    const doubled = 2 * error;
    if (doubled > -dy) {
      error -= dy;
      x += stepX;
    }
    if (doubled < dx) {
      error += dx;
      y += stepY;
    }
  }
  return cells;
}

/** Every cell that the brush touches on its way between two pointer samples, once each, clipped to the grid. */
export function strokeCells(from: Point, to: Point, brush: Brush, gridSize: Size): number[] {
  const dab = dabOffsets(brush);
  const reach = brush.size;
  const touched = new Uint8Array(gridSize.width * gridSize.height);
  const indices: number[] = [];
  for (const { x, y } of lineCells(from, to)) {
    if (x < -reach || y < -reach || x >= gridSize.width + reach || y >= gridSize.height + reach) continue;
    for (const offset of dab) {
      const column = x + offset.x;
      const row = y + offset.y;
      if (column < 0 || row < 0 || column >= gridSize.width || row >= gridSize.height) continue;
      const index = row * gridSize.width + column;
      if (touched[index] === 1) continue;
      touched[index] = 1;
      indices.push(index);
    }
  }
  return indices;
}

/** The cells of the rectangle with these two opposite corner cells, or of its one-cell frame; clipped to the grid. */
export function rectangleCells(from: Point, to: Point, options: { filled: boolean }, gridSize: Size): number[] {
  const a = cellAt(from);
  const b = cellAt(to);
  const left = Math.min(a.x, b.x);
  const right = Math.max(a.x, b.x);
  const top = Math.min(a.y, b.y);
  const bottom = Math.max(a.y, b.y);
  const indices: number[] = [];
  for (let y = Math.max(0, top); y <= Math.min(bottom, gridSize.height - 1); y++) {
    for (let x = Math.max(0, left); x <= Math.min(right, gridSize.width - 1); x++) {
      const onFrame = x === left || x === right || y === top || y === bottom;
      if (options.filled || onFrame) indices.push(y * gridSize.width + x);
    }
  }
  return indices;
}

function cellAt(point: Point): Point {
  const clamp = (value: number) => Math.max(-farthestCell, Math.min(farthestCell, Math.floor(value)));
  return { x: clamp(point.x), y: clamp(point.y) };
}

function dabOffsets({ shape, size }: Brush): Point[] {
  const before = Math.floor((size - 1) / 2);
  const middle = (size - 1) / 2;
  // Slightly under the true radius, so that a round brush of 3 is a cross and not a square; a size of 1 is one cell.
  const reach = Math.max(1, size * size - 1) / 4;
  const offsets: Point[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const distance = (column - middle) ** 2 + (row - middle) ** 2;
      if (shape === 'square' || distance < reach) offsets.push({ x: column - before, y: row - before });
    }
  }
  return offsets;
}
