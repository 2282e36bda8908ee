// Pictures of one pixel a cell, to lay over a photo: some cells shown, the others dimmed or covered.
import type { RgbaImage } from '../../core/image.ts';
import type { Size } from '../../core/rect.ts';

/** @param shown 1 for the cells that stay clear */
export function dimmedExcept({ width, height }: Size, shown: ArrayLike<number>): RgbaImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let cell = 0; cell < width * height; cell++) if (!shown[cell]) data[4 * cell + 3] = 165;
  return { width, height, data };
}

/** Cells from `next` on are covered: nothing is written there yet. */
export function unwritten({ width, height }: Size, next: number): RgbaImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let cell = next; cell < width * height; cell++) {
    // A faint chequer, so that the covered cells can be counted.
    const grey = 118 + 10 * (((cell % width) + Math.floor(cell / width)) % 2);
    data.set([grey, grey + 4, grey + 2, 255], 4 * cell);
  }
  return { width, height, data };
}

/** @param opacity 0 to 1, of every pixel */
export function withOpacity({ width, height, data }: RgbaImage, opacity: number): RgbaImage {
  return { width, height, data: data.map((value, i) => (i % 4 === 3 ? Math.round(255 * opacity) : value)) };
}
