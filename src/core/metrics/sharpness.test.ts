import { expect, test } from 'vitest';
import { gradientMagnitude } from './sharpness.ts';

/** Grey rows. */
function picture(rows: readonly (readonly number[])[]) {
  const data = Uint8ClampedArray.from(rows.flat().flatMap((value) => [value, value, value, 255]));
  return { width: rows[0]!.length, height: rows.length, data };
}

test('the mean step between neighbours, across and down', () => {
  expect(
    gradientMagnitude(
      picture([
        [0, 10],
        [0, 10],
      ]),
    ),
  ).toBe(10);
  expect(
    gradientMagnitude(
      picture([
        [0, 10],
        [30, 40],
      ]),
    ),
  ).toBe(40);
});

test('a flat picture and a single pixel have none', () => {
  expect(gradientMagnitude(picture([[7, 7, 7]]))).toBe(0);
  expect(gradientMagnitude(picture([[7]]))).toBe(0);
});

test('a blurred edge is as steep in all, a lost texture is not', () => {
  const edge = gradientMagnitude(picture([[0, 0, 100, 100]]));
  expect(gradientMagnitude(picture([[0, 33, 67, 100]]))).toBeCloseTo(edge, 10);
  expect(gradientMagnitude(picture([[0, 100, 0, 100]]))).toBeGreaterThan(edge);
});
