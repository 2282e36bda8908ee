// How much fine detail a picture holds, true or invented: the size of its gradients.
import type { RgbaImage } from '../image.ts';

/** Mean |∂x| + |∂y| over 8-bit red, green and blue: of a reconstruction over its original's, 1 is as sharp, less is blurred. */
export function gradientMagnitude({ width, height, data }: RgbaImage): number {
  let alongX = 0;
  let alongY = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = 4 * (y * width + x);
      for (let channel = here; channel < here + 3; channel++) {
        if (x + 1 < width) alongX += Math.abs(data[channel + 4]! - data[channel]!);
        if (y + 1 < height) alongY += Math.abs(data[channel + 4 * width]! - data[channel]!);
      }
    }
  }
  const mean = (sum: number, count: number) => (count === 0 ? 0 : sum / (3 * count));
  return mean(alongX, (width - 1) * height) + mean(alongY, width * (height - 1));
}
