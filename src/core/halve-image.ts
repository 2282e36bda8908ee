// A picture at half its size: every two by two pixels become their mean.
import type { RgbaImage } from './image.ts';

/** An odd last row or column is left out. */
export function halveImage({ width, height, data }: RgbaImage): RgbaImage {
  const half = { width: width >> 1, height: height >> 1 };
  const mean = new Uint8ClampedArray(4 * half.width * half.height);
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      for (let channel = 0; channel < 4; channel++) {
        const from = 4 * (2 * y * width + 2 * x) + channel;
        const sum = data[from]! + data[from + 4]! + data[from + 4 * width]! + data[from + 4 * width + 4]!;
        mean[4 * (y * half.width + x) + channel] = sum / 4;
      }
    }
  }
  return { ...half, data: mean };
}
