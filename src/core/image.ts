// Pictures as the layers pass them on: 8-bit sRGB with alpha, row by row.
import type { Size } from './rect.ts';

export interface RgbaImage extends Size {
  /** 4 · width · height bytes: red, green, blue, alpha. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}
