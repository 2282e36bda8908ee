import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { symmetricEigen } from './eigen.ts';

const symmetric = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc.array(fc.integer({ min: -50, max: 50 }), { minLength: n * n, maxLength: n * n }).map((entries) => ({
    n,
    matrix: Float64Array.from(entries, (_, index) => {
      const row = Math.floor(index / n);
      const column = index % n;
      return entries[Math.min(row, column) * n + Math.max(row, column)]!;
    }),
  })),
);

describe('symmetricEigen', () => {
  test('solves a matrix whose answer is known', () => {
    const { values, vectors } = symmetricEigen(Float64Array.of(2, -1, 0, -1, 2, -1, 0, -1, 2), 3);
    [2 + Math.SQRT2, 2, 2 - Math.SQRT2].forEach((value, index) => {
      expect(values[index]).toBeCloseTo(value, 12);
    });
    [-0.5, Math.SQRT1_2, -0.5].forEach((value, index) => {
      expect(vectors[index]).toBeCloseTo(value, 12);
    });
  });

  test('finds orthonormal vectors that the matrix only stretches, largest value first', () => {
    fc.assert(
      fc.property(symmetric, ({ matrix, n }) => {
        const { values, vectors } = symmetricEigen(matrix, n);
        for (let i = 0; i < n; i++) {
          if (i > 0) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!);
          const vector = vectors.subarray(i * n, (i + 1) * n);
          for (let row = 0; row < n; row++) {
            const image = vector.reduce((sum, value, column) => sum + matrix[row * n + column]! * value, 0);
            expect(image).toBeCloseTo(values[i]! * vector[row]!, 7);
          }
          for (let j = 0; j <= i; j++) {
            const product = vector.reduce((sum, value, k) => sum + value * vectors[j * n + k]!, 0);
            expect(product).toBeCloseTo(i === j ? 1 : 0, 9);
          }
        }
      }),
    );
  });

  test('gives each vector a positive largest component', () => {
    fc.assert(
      fc.property(symmetric, ({ matrix, n }) => {
        const { vectors } = symmetricEigen(matrix, n);
        for (let i = 0; i < n; i++) {
          const vector = vectors.subarray(i * n, (i + 1) * n);
          expect(Math.max(...vector)).toBeGreaterThan(Math.max(...vector.map((value) => -value)) - 1e-8);
        }
      }),
    );
  });

  test('leaves the matrix it is given as it was, and survives one of NaN', () => {
    const matrix = Float64Array.of(1, 2, 2, 1);
    symmetricEigen(matrix, 2);
    expect(matrix).toEqual(Float64Array.of(1, 2, 2, 1));
    expect(symmetricEigen(new Float64Array(4).fill(Number.NaN), 2).values).toHaveLength(2);
  });
});
