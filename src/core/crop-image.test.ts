import { expect, test } from 'vitest';
import { cropImage } from './crop-image.ts';

test('takes the rows and columns of the rectangle', () => {
  const data = Uint8ClampedArray.from({ length: 4 * 12 }, (_, i) => Math.floor(i / 4));
  const { width, height, data: part } = cropImage({ width: 4, height: 3, data }, { x: 1, y: 1, width: 2, height: 2 });
  expect([width, height]).toEqual([2, 2]);
  expect([0, 4, 8, 12].map((offset) => part[offset])).toEqual([5, 6, 9, 10]);
});
