import { describe, expect, test } from 'vitest';
import type { RgbaImage } from './image.ts';
import { vqObjective } from './vq-objective.ts';

/** Two pixels; alpha must not count. */
const photo: RgbaImage = { width: 2, height: 1, data: Uint8ClampedArray.of(0, 0, 0, 255, 200, 200, 200, 255) };
const decoded: RgbaImage = { width: 2, height: 1, data: Uint8ClampedArray.of(10, 10, 10, 0, 190, 190, 190, 0) };

describe('vqObjective', () => {
  test('squared error over variance, mean distance, and β times that', () => {
    // Error 10² in every channel; variance 100² about the mean of 100.
    const objective = vqObjective(photo, decoded, [1, 2, 6], 0.25);
    expect(objective.reconstruction).toBeCloseTo(0.01, 12);
    expect(objective.codebook).toBeCloseTo(3, 12);
    expect(objective.commitment).toBeCloseTo(0.75, 12);
    expect(objective.total).toBeCloseTo(3.76, 12);
    expect(objective.asPrinted).toBeCloseTo(3.74, 12);
  });

  test('a worse picture raises the loss, and lowers the formula as printed', () => {
    const worse: RgbaImage = { ...decoded, data: decoded.data.map((value, i) => (i % 4 === 3 ? value : 100)) };
    const good = vqObjective(photo, decoded, [1], 0.25);
    const bad = vqObjective(photo, worse, [1], 0.25);
    expect(bad.total).toBeGreaterThan(good.total);
    expect(bad.asPrinted).toBeLessThan(good.asPrinted);
  });

  test('a photo of one colour has no variance to measure by', () => {
    expect(vqObjective(photo, photo, [0], 1).reconstruction).toBe(0);
    const flat: RgbaImage = { width: 1, height: 1, data: Uint8ClampedArray.of(5, 5, 5, 255) };
    expect(vqObjective(flat, flat, [0], 1).total).toBe(0);
  });
});
