// A part of a picture as a picture of its own.
import type { RgbaImage } from './image.ts';
import type { Rect } from './rect.ts';

/** @param rect must lie within the picture, in whole pixels */
export function cropImage(image: RgbaImage, { x, y, width, height }: Rect): RgbaImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * image.width + x);
    data.set(image.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { width, height, data };
}
