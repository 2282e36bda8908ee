// One latent channel as a picture: a pixel a cell, its least value black, its greatest white.
import type { RgbaImage } from '../../core/image.ts';
import type { Latents } from '../../store/learn/tour-state.ts';

export function channelPicture({ values, width, height }: Latents, channel: number): RgbaImage {
  const count = width * height;
  const own = values.subarray(channel * count, (channel + 1) * count);
  const least = own.reduce((low, value) => Math.min(low, value), Infinity);
  const range = own.reduce((high, value) => Math.max(high, value), -Infinity) - least || 1;
  const data = new Uint8ClampedArray(4 * count);
  own.forEach((value, i) => {
    data.fill((255 * (value - least)) / range, 4 * i, 4 * i + 3);
    data[4 * i + 3] = 255;
  });
  return { width, height, data };
}
