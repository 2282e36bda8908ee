// Pictures as the layers pass them on: 8-bit sRGB with alpha, row by row.
import type { Rect, Size } from './rect.ts';

export interface RgbaImage extends Size {
  /** 4 · width · height bytes: red, green, blue, alpha. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** The pixels of `rect`, which must lie within the picture, as a picture of their own. */
export function cropImage(image: RgbaImage, { x, y, width, height }: Rect): RgbaImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((y + row) * image.width + x);
    data.set(image.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { width, height, data };
}
