import { expect, test } from 'vitest';
import { normals, rankCodes, seeded } from '../../../../tests/gpu/oracle.ts';
import { topCodesOnCpu } from './top-codes.reference.ts';

test.each([
  { size: 500, dim: 19, m: 32 },
  { size: 3, dim: 4, m: 8 },
  { size: 1, dim: 1, m: 1 },
])('the nearest $m of $size codes, in order', ({ size, dim, m }) => {
  const codebook = normals(size * dim, seeded(1));
  const query = normals(2 * dim, seeded(2));
  const { codes, distances } = topCodesOnCpu(query, codebook, { size, dim }, m);
  const count = Math.min(m, size);
  for (const q of [0, 1]) {
    const truth = rankCodes(query, q, codebook, { size, dim });
    const nearest = truth.codes.slice(0, count);
    expect([...codes.subarray(q * count, (q + 1) * count)]).toEqual(nearest);
    const wanted = nearest.map((code) => Math.fround(truth.distances[code]!));
    expect([...distances.subarray(q * count, (q + 1) * count)]).toEqual(wanted);
  }
});

test('equal codes come lowest index first', () => {
  const codebook = new Float32Array(100).fill(1);
  codebook[12] = 0;
  const { codes } = topCodesOnCpu(Float32Array.of(1), codebook, { size: 100, dim: 1 }, 20);
  expect([...codes]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17, 18, 19, 20]);
});
