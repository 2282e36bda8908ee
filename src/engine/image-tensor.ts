// Pixels to and from the networks' layout: [1,3,H,W] float32, sRGB in [-1, 1].
import type { RgbaImage } from '../core/image.ts';
import type { Rect, Size } from '../core/rect.ts';

/**
 * @param size of the tensor; the image's last column and row fill what it lacks
 * @returns 3·H·W numbers, channel by channel; alpha is dropped
 */
export function imageToTensorData({ width, height, data }: RgbaImage, size: Size): Float32Array {
  const plane = size.width * size.height;
  const values = new Float32Array(3 * plane);
  for (let y = 0; y < size.height; y++) {
    const row = Math.min(y, height - 1) * width;
    for (let x = 0; x < size.width; x++) {
      const from = 4 * (row + Math.min(x, width - 1));
      const to = y * size.width + x;
      for (let channel = 0; channel < 3; channel++) values[channel * plane + to] = data[from + channel]! / 127.5 - 1;
    }
  }
  return values;
}

/**
 * @param values 3·H·W numbers of a picture of `size`
 * @param rect the part of it to return
 */
export function tensorDataToImage(values: Float32Array, size: Size, rect: Rect): RgbaImage {
  const plane = size.width * size.height;
  const data = new Uint8ClampedArray(4 * rect.width * rect.height);
  for (let row = 0; row < rect.height; row++) {
    let from = (rect.y + row) * size.width + rect.x;
    let to = 4 * row * rect.width;
    for (let column = 0; column < rect.width; column++, from++, to += 4) {
      data[to] = (values[from]! + 1) * 127.5;
      data[to + 1] = (values[plane + from]! + 1) * 127.5;
      data[to + 2] = (values[2 * plane + from]! + 1) * 127.5;
      data[to + 3] = 255;
    }
  }
  return { width: rect.width, height: rect.height, data };
}
