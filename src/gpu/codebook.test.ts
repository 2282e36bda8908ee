import { describe, expect, test } from 'vitest';
import { normals, seeded } from '../../tests/gpu/oracle.ts';
import { checkCodebook, packCodebook, unreachable } from './codebook.ts';

describe('packCodebook', () => {
  test('holds every number times the scale, and padding that never wins', () => {
    const [size, dim] = [7, 6];
    const codebook = normals(size * dim, seeded(1), 5);
    const { blocks, halfNorms, scale, dimQuads } = packCodebook(codebook, { size, dim });
    expect(dimQuads).toBe(2);
    expect(blocks.length).toBe(4 * 2 * 16);
    expect(halfNorms.length).toBe(16);
    for (let code = 0; code < size; code++) {
      let squares = 0;
      for (let d = 0; d < dim; d++) {
        const block = (code >> 2) * dimQuads + (d >> 2);
        expect(blocks[block * 16 + (d % 4) * 4 + (code % 4)]! * scale).toBe(codebook[code * dim + d]);
        squares += codebook[code * dim + d]! ** 2;
      }
      expect(halfNorms[code]! * scale).toBeCloseTo(squares / 2, 4);
    }
    expect([...halfNorms.subarray(size)]).toEqual(new Array(9).fill(unreachable));
    expect(blocks.filter((value) => value !== 0).length).toBe(size * dim);
  });

  test.each([1e-30, 1e-5, 1, 1e8, 1e30])('scales %d near 1 and loses nothing', (magnitude) => {
    const codebook = normals(40, seeded(2), magnitude);
    const { blocks, halfNorms, scale } = packCodebook(codebook, { size: 10, dim: 4 });
    expect(Number.isInteger(Math.log2(scale))).toBe(true);
    expect(Math.max(...blocks)).toBeLessThan(2);
    expect(halfNorms.subarray(0, 10).every((value) => value > 0 && Number.isFinite(value))).toBe(true);
  });

  test('leaves a codebook of zeros as it is', () => {
    expect(packCodebook(new Float32Array(8), { size: 2, dim: 4 }).scale).toBe(1);
  });
});

test('a codebook that is not what its shape says is refused', () => {
  expect(() => checkCodebook(new Float32Array(8), { size: 2, dim: 4 })).not.toThrow();
  expect(() => checkCodebook(new Float32Array(9), { size: 2, dim: 4 })).toThrow('has 8 numbers, not 9');
  expect(() => checkCodebook(new Float32Array(0), { size: 0, dim: 4 })).toThrow(RangeError);
  expect(() => checkCodebook(new Float32Array(0), { size: 4, dim: 0 })).toThrow(RangeError);
});
