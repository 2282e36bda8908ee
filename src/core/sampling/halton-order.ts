// The order in which a masked prior writes. What it writes in one step is drawn without regard to each other, so those cells
// had better lie far apart; and they had better lie everywhere, so that the first few tell what the picture is. The points
// of a Halton sequence do both: however many of them are taken, they fill the square evenly (J. H. Halton, 1960). Used for
// masked priors by V. Besnier et al., "Halton Scheduler For Masked Generative Image Transformer", ICLR 2025, arXiv 2503.17076.
import type { Size } from '../rect.ts';

/** The order of the points' columns and of their rows: digits of their numbers in these bases, mirrored at the point. */
const bases = { x: 2, y: 3 } as const;

/** For each cell, row by row, its place in the order: 0 … width·height − 1. */
export function haltonOrder({ width, height }: Size): Int32Array {
  const places = new Int32Array(width * height).fill(-1);
  let next = 0;
  for (let point = 1; next < places.length; point++) {
    const x = Math.floor(mirrored(point, bases.x) * width);
    const y = Math.floor(mirrored(point, bases.y) * height);
    const cell = y * width + x;
    if (places[cell] === -1) places[cell] = next++;
  }
  return places;
}

/** A number's digits behind the point, in reverse: the radical inverse, in [0, 1). */
function mirrored(number: number, base: number): number {
  let result = 0;
  let weight = 1;
  for (let rest = number; rest > 0; rest = Math.floor(rest / base)) {
    weight /= base;
    result += weight * (rest % base);
  }
  return result;
}
