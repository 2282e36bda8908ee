import { expect, test } from 'vitest';
import { halveImage } from './halve-image.ts';

test('each pixel is the mean of four; an odd column is left out', () => {
  const red = [0, 10, 99, 20, 30, 99];
  const data = Uint8ClampedArray.from(red.flatMap((value) => [value, 0, 0, 255]));
  const { width, height, data: mean } = halveImage({ width: 3, height: 2, data });
  expect([width, height]).toEqual([1, 1]);
  expect([...mean]).toEqual([15, 0, 0, 255]);
});
