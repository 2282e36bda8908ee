import { describe, expect, test } from 'vitest';
import { faultOfNearestCodes, sampleNearestCodes } from './nearest-code.check.ts';

const size = 40;
const dim = 3;
const n = 30;
// Code 7 stands again at 31.
const codebook = Float32Array.from({ length: size * dim }, (_, i) => Math.sin(7 * i));
codebook.copyWithin(31 * dim, 7 * dim, 8 * dim);
/** Row i lies at code i. */
const rowMajor = codebook.slice(0, n * dim);
const channelMajor = Float32Array.from({ length: n * dim }, (_, i) => rowMajor[(i % n) * dim + Math.floor(i / n)]!);
const own = Int32Array.from({ length: n }, (_, row) => row);

function sample(sampled = n) {
  return sampleNearestCodes({ zE: rowMajor, n, size, dim, codebook, layout: 'row-major', sampled });
}

function but(row: number, token: number): Int32Array {
  const tokens = own.slice();
  tokens[row] = token;
  return tokens;
}

describe('faultOfNearestCodes', () => {
  test('finds nothing wrong with the nearest codes, in both layouts', () => {
    expect(faultOfNearestCodes(own, sample())).toBeNull();
    const other = sampleNearestCodes({ zE: channelMajor, n, size, dim, codebook, layout: 'channel-major', sampled: n });
    expect(faultOfNearestCodes(own, other)).toBeNull();
  });

  test('tells of a code that is not the nearest, and of one that is none', () => {
    expect(faultOfNearestCodes(but(12, 13), sample())).toBe('Row 12: code 13 is not the nearest, 12 is.');
    expect(faultOfNearestCodes(but(3, size), sample())).toMatch(/Row 3 has code 40/);
    expect(faultOfNearestCodes(but(3, -1), sample())).toMatch(/Row 3/);
  });

  test('holds to the lowest of equal codes', () => {
    expect(faultOfNearestCodes(but(7, 31), sample())).toBe('Row 7: codes 7 and 31 are equal, and the lower one wins.');
  });

  test('lets pass what float32 cannot tell apart', () => {
    const near = codebook.slice();
    near[13 * dim] = Math.fround(near[12 * dim]! + 1e-7);
    near.copyWithin(13 * dim + 1, 12 * dim + 1, 13 * dim);
    const close = sampleNearestCodes({
      zE: near.slice(0, n * dim),
      n,
      size,
      dim,
      codebook: near,
      layout: 'row-major',
      sampled: n,
    });
    expect(faultOfNearestCodes(but(12, 13), close)).toBeNull();
  });

  test('looks at the sampled rows, which are spread over all', () => {
    const few = sample(3);
    expect([...few.rows]).toEqual([0, 10, 20]);
    expect(faultOfNearestCodes(but(10, 11), few)).toMatch(/Row 10/);
    expect(faultOfNearestCodes(but(11, 12), few)).toBeNull();
  });
});
