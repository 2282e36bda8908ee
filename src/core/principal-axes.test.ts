import { describe, expect, test } from 'vitest';
import { coordinatesAlong, principalAxes } from './principal-axes.ts';

/** Points on a line in three dimensions, with a little spread across it. */
const line = Float32Array.from(
  [-2, -1, 0, 1, 2].flatMap((t, index) => [5 + 3 * t, 1 + 4 * t, 7 + (index % 2 === 0 ? 0.1 : -0.1)]),
);

describe('principalAxes', () => {
  test('finds the line that points lie along, its variance and the mean', () => {
    const { mean, axes, variances } = principalAxes(line, { size: 5, dim: 3 });
    expect(mean[0]).toBeCloseTo(5, 6);
    expect(mean[1]).toBeCloseTo(1, 6);
    expect(axes[0]).toBeCloseTo(0.6, 3);
    expect(axes[1]).toBeCloseTo(0.8, 3);
    // (−10, −5, 0, 5, 10) along the line: variance 50.
    expect(variances[0]).toBeCloseTo(50, 3);
  });

  test('coordinates keep distances where all axes are kept', () => {
    const shape = { size: 5, dim: 3 };
    const coordinates = coordinatesAlong(principalAxes(line, shape), line, { ...shape, count: 3 });
    const distance = (values: Float32Array, a: number, b: number) =>
      Math.hypot(...[0, 1, 2].map((i) => values[3 * a + i]! - values[3 * b + i]!));
    expect(distance(coordinates, 0, 4)).toBeCloseTo(distance(line, 0, 4), 4);
    expect(distance(coordinates, 1, 2)).toBeCloseTo(distance(line, 1, 2), 4);
  });
});
