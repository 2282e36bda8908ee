// Axis-aligned integer rectangles, used for cells of a token grid and for pixels alike.

/** Half-open: covers x ≤ column < x + width and y ≤ row < y + height. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function area(size: Size): number {
  return size.width * size.height;
}

export function isEmpty(rect: Rect): boolean {
  return rect.width <= 0 || rect.height <= 0;
}

/** Throws RangeError unless both have the same width and height. */
export function requireSameSize(a: Size, b: Size): void {
  if (a.width === b.width && a.height === b.height) return;
  throw new RangeError(`Sizes differ: ${a.width}×${a.height} and ${b.width}×${b.height}.`);
}

/** The smallest rectangle that covers both. */
export function union(a: Rect, b: Rect): Rect {
  if (isEmpty(a)) return b;
  if (isEmpty(b)) return a;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** What both cover; width and height are 0 where they do not meet. */
export function intersect(a: Rect, b: Rect): Rect {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  };
}

/** Grows by `margin` on each side and stays within `bounds`. */
export function dilate(rect: Rect, margin: number, bounds: Size): Rect {
  const grown = {
    x: rect.x - margin,
    y: rect.y - margin,
    width: rect.width + 2 * margin,
    height: rect.height + 2 * margin,
  };
  return intersect(grown, { x: 0, y: 0, ...bounds });
}

/** Every coordinate times `factor`: cells to pixels. */
export function scale(rect: Rect, factor: number): Rect {
  return { x: rect.x * factor, y: rect.y * factor, width: rect.width * factor, height: rect.height * factor };
}

export function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height;
}
