// The same assertions over both backends of top-codes: the kernel and the CPU reference.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodebookShape } from '../../src/gpu/codebook.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { type TopCodeList, topCodesOnCpu } from '../../src/gpu/kernels/top-codes/top-codes.reference.ts';
import { TopCodes } from '../../src/gpu/kernels/top-codes/top-codes.ts';
import { openGpu } from './adapter.ts';
import { normals, rankCodes, seeded } from './oracle.ts';

type Run = (query: Float32Array, codebook: Float32Array, shape: CodebookShape, m: number) => Promise<TopCodeList>;

let gpu: Gpu;

beforeAll(async () => {
  gpu = await openGpu();
});

afterAll(() => gpu?.destroy());

const backends: readonly { name: string; run: Run }[] = [
  { name: 'cpu', run: async (query, codebook, shape, m) => topCodesOnCpu(query, codebook, shape, m) },
  {
    name: 'gpu',
    run: async (query, codebook, shape, m) => {
      const kernel = await TopCodes.create(gpu, codebook, shape);
      try {
        return await kernel.run(query, m);
      } finally {
        kernel.dispose();
      }
    },
  },
];

describe.each(backends)('$name', ({ run }) => {
  test.each([
    { name: 'random', size: 1000, dim: 32, queries: 1, m: 8, scale: 1 },
    { name: 'as many as a list holds, of several segments', size: 1500, dim: 8, queries: 1, m: 32, scale: 1 },
    { name: 'a few queries', size: 300, dim: 8, queries: 5, m: 6, scale: 1 },
    { name: 'fewer codes than asked for', size: 5, dim: 3, queries: 2, m: 16, scale: 1 },
    { name: 'one code', size: 1, dim: 4, queries: 1, m: 1, scale: 1 },
    { name: 'odd D', size: 700, dim: 19, queries: 1, m: 9, scale: 1 },
    { name: 'huge', size: 300, dim: 8, queries: 1, m: 8, scale: 1e17 },
    { name: 'squares below float32', size: 300, dim: 8, queries: 1, m: 8, scale: 1e-22 },
  ])('$name: the nearest codes in order, with their distances', async ({ size, dim, queries, m, scale }) => {
    const random = seeded(size + dim);
    const codebook = normals(size * dim, random, scale);
    const query = normals(queries * dim, random, scale);
    const { codes, distances } = await run(query, codebook, { size, dim }, m);
    const count = Math.min(m, size);
    expect(codes.length).toBe(queries * count);
    expect(distances.length).toBe(queries * count);
    for (let q = 0; q < queries; q++) {
      const truth = rankCodes(query, q, codebook, { size, dim });
      for (let place = 0; place < count; place++) {
        const wanted = truth.distances[truth.codes[place]!]!;
        const found = codes[q * count + place]!;
        // Another code at this place is as near but for rounding.
        expect(Math.abs(truth.distances[found]! - wanted) / wanted).toBeLessThan(1e-5);
        const told = distances[q * count + place]!;
        if (wanted > 1e-37) expect(Math.abs(told - wanted) / wanted).toBeLessThan(1e-5);
      }
      expect(new Set(codes.subarray(q * count, (q + 1) * count)).size).toBe(count);
    }
  });

  test('equal codes come lowest index first', async () => {
    const [size, dim] = [600, 8];
    const codebook = new Float32Array(size * dim).fill(0.25);
    codebook[300 * dim] = 0.5;
    const { codes, distances } = await run(new Float32Array(dim).fill(0.25), codebook, { size, dim }, 20);
    expect([...codes]).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect([...distances]).toEqual(new Array(20).fill(0));
  });

  test('the query itself, where it is a code, comes first at distance 0', async () => {
    const [size, dim] = [500, 32];
    const codebook = normals(size * dim, seeded(1));
    const { codes, distances } = await run(codebook.slice(123 * dim, 124 * dim), codebook, { size, dim }, 3);
    expect(codes[0]).toBe(123);
    expect(distances[0]).toBe(0);
    expect(distances[1]).toBeGreaterThan(0);
  });

  test('refuses a list length or a query that makes no sense', async () => {
    const codebook = normals(40, seeded(2));
    const shape = { size: 10, dim: 4 };
    await expect(run(new Float32Array(4), codebook, shape, 0)).rejects.toThrow(RangeError);
    await expect(run(new Float32Array(4), codebook, shape, 33)).rejects.toThrow(RangeError);
    await expect(run(new Float32Array(3), codebook, shape, 2)).rejects.toThrow('A query has 4 numbers, not 3.');
  });
});
