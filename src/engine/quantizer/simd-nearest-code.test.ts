import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestCodeOnCpu } from '../../gpu/kernels/nearest-code/nearest-code.reference.ts';
import type { Codebook } from './quantizer.ts';
import { SimdNearestCode } from './simd-nearest-code.ts';

/** Numbers in [-1, 1). */
function noise(length: number, seed: number): Float32Array {
  let state = seed | 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

function search(codebook: Codebook, zE: Float32Array, count: number) {
  const simd = SimdNearestCode.create(codebook);
  if (!simd) throw new Error('This Node has no WebAssembly SIMD.');
  const found = simd.nearest(zE, count);
  if (!found) throw new Error('These numbers are for float32.');
  const { size, dim, vectors } = codebook;
  return { found, reference: nearestCodeOnCpu(zE, count, vectors, { size, dim, layout: 'channel-major' }) };
}

const shapes = fc.record({
  count: fc.integer({ min: 1, max: 70 }),
  size: fc.integer({ min: 1, max: 300 }),
  dim: fc.integer({ min: 4, max: 70 }),
  seed: fc.nat(),
});

test('finds what the float64 reference finds, whatever the shape', () => {
  fc.assert(
    fc.property(shapes, ({ count, size, dim, seed }) => {
      const codebook = { vectors: noise(size * dim, seed), size, dim };
      const { found, reference } = search(codebook, noise(dim * count, seed + 7), count);
      expect(found).toEqual(reference);
    }),
  );
});

test('of equal codes the lowest wins, in one lane or in several', () => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 2, max: 9 }), ({ count, dim, seed }, different) => {
      const size = 5 * different + 3;
      const few = noise(different * dim, seed);
      const vectors = Float32Array.from({ length: size * dim }, (_, i) => few[i % few.length]!);
      const { found } = search({ vectors, size, dim }, noise(dim * count, seed + 3), count);
      expect(Math.max(...found.tokens)).toBeLessThan(different);
    }),
  );
});

test('more vectors than one pass takes', () => {
  const [count, size, dim] = [2500, 64, 32];
  const { found, reference } = search({ vectors: noise(size * dim, 1), size, dim }, noise(dim * count, 2), count);
  expect(found).toEqual(reference);
});

test('codes close together and far from zero are told apart', () => {
  const [count, size, dim] = [64, 256, 16];
  const shifted = (numbers: Float32Array) => numbers.map((number) => 3000 + number);
  const codebook = { vectors: shifted(noise(size * dim, 5)), size, dim };
  const { found, reference } = search(codebook, shifted(noise(dim * count, 6)), count);
  expect(found).toEqual(reference);
});

test('numbers that float32 cannot take are left to the reference', () => {
  const [size, dim] = [8, 4];
  const scaled = (scale: number) => ({ vectors: noise(size * dim, 9).map((number) => number * scale), size, dim });
  expect(SimdNearestCode.create(scaled(1e19))).toBeNull();
  expect(SimdNearestCode.create(scaled(1e-16))).toBeNull();
  expect(SimdNearestCode.create(scaled(1))?.nearest(Float32Array.of(1e37, 0, 0, 0), 1)).toBeNull();
  expect(SimdNearestCode.create(scaled(1))?.nearest(Float32Array.of(Number.NaN, 0, 0, 0), 1)).toBeNull();
});

test('refuses vectors of another length', () => {
  const simd = SimdNearestCode.create({ vectors: noise(32, 1), size: 8, dim: 4 });
  expect(() => simd?.nearest(new Float32Array(7), 2)).toThrow(RangeError);
});
