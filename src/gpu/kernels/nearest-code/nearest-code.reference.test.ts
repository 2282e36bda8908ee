// The reference against brute force, in Node; tests/gpu holds the same assertions over every backend in a browser.
import { describe, expect, test } from 'vitest';
import { nearestCodeCases } from '../../../../tests/gpu/nearest-code.cases.ts';
import { inLayout, nearestInFloat64, normals, seeded, toChannelMajor } from '../../../../tests/gpu/oracle.ts';
import { halfSquaredNorms, nearestCodeOnCpu } from './nearest-code.reference.ts';

const layouts = ['row-major', 'channel-major'] as const;

describe.each(nearestCodeCases)('$name', (input) => {
  const { rows, size, dim, vectors, codebook } = input;
  const truth = nearestInFloat64(vectors, codebook, { size, dim });

  test.each(layouts)('%s: the nearest code of every row', (layout) => {
    const zE = inLayout(vectors, dim, layout);
    const { tokens, distances } = nearestCodeOnCpu(zE, rows, codebook, { size, dim, layout });
    // float64 tells all apart but codes whose distances are equal to 15 digits.
    const same = tokens.filter((token, row) => token === truth.tokens[row]).length;
    expect(same / rows).toBeGreaterThanOrEqual(input.name.startsWith('midway') ? 0.95 : 1);
    for (let row = 0; row < rows; row++) expect(distances[row]).toBe(Math.fround(truth.distances[row]!));
  });
});

describe('nearestCodeOnCpu', () => {
  const shape = { size: 33, dim: 5 };
  const codebook = normals(33 * 5, seeded(1));

  test.each([0, 1, 2, 3, 4, 5, 7])('takes %d rows', (rows) => {
    const vectors = normals(rows * 5, seeded(rows));
    const truth = nearestInFloat64(vectors, codebook, shape);
    for (const layout of layouts) {
      const found = nearestCodeOnCpu(inLayout(vectors, 5, layout), rows, codebook, { ...shape, layout });
      expect(found.tokens).toEqual(truth.tokens);
    }
  });

  test('gives the same with the norms that the caller keeps', () => {
    const vectors = normals(20 * 5, seeded(2));
    const halfNorms = halfSquaredNorms(codebook, shape);
    const kept = nearestCodeOnCpu(vectors, 20, codebook, { ...shape, layout: 'row-major', halfNorms });
    expect(kept).toEqual(nearestCodeOnCpu(vectors, 20, codebook, { ...shape, layout: 'row-major' }));
  });

  test('finds codes in every slice of a codebook that is larger than a cache', () => {
    const large = { size: 5000, dim: 32 };
    const codes = normals(large.size * large.dim, seeded(3));
    const zE = toChannelMajor(codes, large.dim);
    const { tokens, distances } = nearestCodeOnCpu(zE, large.size, codes, { ...large, layout: 'channel-major' });
    expect(tokens.every((token, row) => token === row)).toBe(true);
    expect(distances.every((distance) => distance === 0)).toBe(true);
  });

  test('refuses arrays that are not what the shape says', () => {
    const options = { ...shape, layout: 'row-major' } as const;
    expect(() => nearestCodeOnCpu(new Float32Array(9), 2, codebook, options)).toThrow('2 vectors of 5 are 10 numbers');
    expect(() => nearestCodeOnCpu(new Float32Array(10), 2, codebook.subarray(1), options)).toThrow(RangeError);
  });
});
