// A code in its context: which cells hold it, what lies around one of them, and which codes stand beside it.
import type { Rect, Size } from './rect.ts';
import type { TokenGrid } from './token-grid.ts';

/** At most `count` of the items, evenly spread over them and in their order; the first is always among them. */
export function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}

/** The `span` × `span` cells with this one in their middle, moved to lie within the grid and no larger than it. */
export function contextRect({ width, height }: Size, cell: number, span: number): Rect {
  const size = { width: Math.min(span, width), height: Math.min(span, height) };
  const before = (span - 1) >> 1;
  const column = cell % width;
  const row = Math.floor(cell / width);
  return {
    x: Math.max(0, Math.min(width - size.width, column - before)),
    y: Math.max(0, Math.min(height - size.height, row - before)),
    ...size,
  };
}

export interface Neighbour {
  readonly code: number;
  /** How many times it stands left of, right of, above or below the code in question. */
  readonly count: number;
}

/** The codes that stand beside `code`, itself left out; most frequent first, the lower id first among equals. */
export function neighboursOf(grids: Iterable<TokenGrid>, code: number): Neighbour[] {
  const counts = new Map<number, number>();
  const meet = (other: number | undefined) => {
    if (other !== undefined && other !== code) counts.set(other, (counts.get(other) ?? 0) + 1);
  };
  for (const { width, tokens } of grids) {
    for (let cell = 0; cell < tokens.length; cell++) {
      if (tokens[cell] !== code) continue;
      const column = cell % width;
      if (column > 0) meet(tokens[cell - 1]);
      if (column < width - 1) meet(tokens[cell + 1]);
      meet(tokens[cell - width]);
      meet(tokens[cell + width]);
    }
  }
  return Array.from(counts, ([other, count]) => ({ code: other, count })).sort(
    (a, b) => b.count - a.count || a.code - b.code,
  );
}
