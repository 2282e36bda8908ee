// Peak signal-to-noise ratio of two pictures.
import type { RgbaImage } from '../image.ts';
import { area, type Rect, requireSameSize, type Size } from '../rect.ts';

/** dB over the 8-bit red, green and blue values; alpha is left out. Infinity where the pictures are equal; RangeError where sizes differ. */
export function psnr(a: RgbaImage, b: RgbaImage): number {
  requireSameSize(a, b);
  return psnrOfSquares(squaredDifferences(a, b, { x: 0, y: 0, width: a.width, height: a.height }, { x: 0, y: 0 }), a);
}

/** @param squares summed over the three channels of so many pixels */
export function psnrOfSquares(squares: number, size: Size): number {
  if (squares === 0) return Number.POSITIVE_INFINITY;
  return 10 * Math.log10((255 * 255 * 3 * area(size)) / squares);
}

/**
 * Summed over red, green and blue of a part of a picture and of one as large of another.
 *
 * @param part of `a`
 * @param there where it begins in `b`
 */
export function squaredDifferences(a: RgbaImage, b: RgbaImage, part: Rect, there: Pick<Rect, 'x' | 'y'>): number {
  let squares = 0;
  for (let row = 0; row < part.height; row++) {
    let i = 4 * ((part.y + row) * a.width + part.x);
    let j = 4 * ((there.y + row) * b.width + there.x);
    for (let column = 0; column < part.width; column++, i += 4, j += 4) {
      const red = a.data[i]! - b.data[j]!;
      const green = a.data[i + 1]! - b.data[j + 1]!;
      const blue = a.data[i + 2]! - b.data[j + 2]!;
      squares += red * red + green * green + blue * blue;
    }
  }
  return squares;
}
