// What a stack of PixelCNN's masked 3×3 convolutions can see from one cell: A. van den Oord, N. Kalchbrenner et al.,
// "Conditional Image Generation with PixelCNN Decoders", 2016, arXiv 1606.05328 (two stacks, no blind spot), and the plain
// masked stack before it ("Pixel Recurrent Neural Networks", arXiv 1601.06759), which has one.
import type { Size } from './rect.ts';

export interface MaskedStack extends Size {
  /** Row · width + column. */
  readonly cell: number;
  /** Convolutions on top of each other, from 1. */
  readonly layers: number;
  /** One masked stack, or a vertical and a horizontal one. */
  readonly kind: 'plain' | 'gated';
}

type Offset = readonly [dx: number, dy: number];

const above: readonly Offset[] = [
  [-1, -1],
  [0, -1],
  [1, -1],
];
const left: Offset = [-1, 0];
const here: Offset = [0, 0];
const sameRow: readonly Offset[] = [[-1, 0], here, [1, 0]];

/** 1 for each cell that the given one can depend on; the cell itself is never among them. */
export function maskedReach(stack: MaskedStack): Uint8Array {
  return stack.kind === 'plain' ? plainReach(stack) : gatedReach(stack);
}

/** From the last layer down: those may look at the cell itself (mask B), the first may not (mask A). */
function plainReach({ layers, cell, ...size }: MaskedStack): Uint8Array {
  let seen = only(cell, size);
  for (let layer = layers; layer > 1; layer--) seen = spread(seen, [...above, left, here], size);
  return spread(seen, [...above, left], size);
}

/** The horizontal stack looks left, and in every layer at the vertical one, which looks at the rows above. */
function gatedReach({ layers, cell, ...size }: MaskedStack): Uint8Array {
  let horizontal = only(cell, size);
  let vertical = new Uint8Array(size.width * size.height);
  for (let layer = layers; layer > 1; layer--) {
    vertical = spread(either(vertical, horizontal), [...above, ...sameRow], size);
    horizontal = spread(horizontal, [left, here], size);
  }
  return either(spread(either(vertical, horizontal), above, size), spread(horizontal, [left], size));
}

function only(cell: number, { width, height }: Size): Uint8Array<ArrayBuffer> {
  const cells = new Uint8Array(width * height);
  cells[cell] = 1;
  return cells;
}

function either(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(a, (value, i) => value | b[i]!);
}

function spread(cells: Uint8Array, offsets: readonly Offset[], { width, height }: Size): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(width * height);
  cells.forEach((cell, index) => {
    if (cell === 0) return;
    for (const [dx, dy] of offsets) {
      const x = (index % width) + dx;
      const y = Math.floor(index / width) + dy;
      if (x >= 0 && x < width && y >= 0 && y < height) result[y * width + x] = 1;
    }
  });
  return result;
}
