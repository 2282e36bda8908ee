// Peak signal-to-noise ratio of two pictures.
import type { RgbaImage } from '../image.ts';
import { requireSameSize } from '../rect.ts';

/** dB over the 8-bit red, green and blue values; alpha is left out. Infinity where the pictures are equal; RangeError where sizes differ. */
export function psnr(a: RgbaImage, b: RgbaImage): number {
  requireSameSize(a, b);
  let squares = 0;
  for (let offset = 0; offset < a.data.length; offset += 4) {
    const red = a.data[offset]! - b.data[offset]!;
    const green = a.data[offset + 1]! - b.data[offset + 1]!;
    const blue = a.data[offset + 2]! - b.data[offset + 2]!;
    squares += red * red + green * green + blue * blue;
  }
  if (squares === 0) return Number.POSITIVE_INFINITY;
  const meanSquare = squares / (3 * a.width * a.height);
  return 10 * Math.log10((255 * 255) / meanSquare);
}
