import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { distanceAt, nearestAt, planeAlong, planeThrough, sliceCodes, winnersWithin } from './plane-slice.ts';

const dim = 5;
const number = fc.double({ min: -4, max: 4, noNaN: true });
const vector = fc.array(number, { minLength: dim, maxLength: dim });
const scene = fc.record({
  origin: vector,
  codes: fc.array(vector, { minLength: 2, maxLength: 12 }),
  x: number,
  y: number,
});

/** ‖a − b‖² the long way, in D dimensions. */
function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, d) => sum + (value - b[d]!) ** 2, 0);
}

describe('a plane through the codebook', () => {
  test('gives the exact distance of each of its points to every code', () => {
    fc.assert(
      fc.property(scene, ({ origin, codes, x, y }) => {
        const plane = planeThrough(origin, codes[0]!, codes[1]!);
        const codebook = Float32Array.from(codes.flat());
        const sliced = sliceCodes(codebook, plane);
        const point = Array.from(plane.origin, (value, d) => value + x * plane.u[d]! + y * plane.v[d]!);
        codes.forEach((_, code) => {
          const exact = squaredDistance(point, codebook.subarray(code * dim, (code + 1) * dim));
          expect(distanceAt(sliced, code, x, y)).toBeCloseTo(exact, 6);
        });
      }),
    );
  });

  test('through two codes holds both: they have no height', () => {
    const codebook = Float32Array.of(1, 0, 2, 0, 0, 0, 3, 1, 1, 0, 4, 4, 4, 4, 4);
    const origin = [0, 0, 0, 0, 1];
    const sliced = sliceCodes(codebook, planeThrough(origin, codebook.subarray(0, 5), codebook.subarray(5, 10)));
    expect(sliced.heights[0]).toBeCloseTo(0, 10);
    expect(sliced.heights[1]).toBeCloseTo(0, 10);
    expect(sliced.heights[2]).toBeGreaterThan(1);
    expect(sliced.y[0]).toBeCloseTo(0, 10);
  });

  test('is still a plane where the three points lie on one line', () => {
    const { u, v } = planeThrough([0, 0, 0], [2, 0, 0], [4, 0, 0]);
    expect(squaredDistance(u, [0, 0, 0])).toBeCloseTo(1, 12);
    expect(squaredDistance(v, [0, 0, 0])).toBeCloseTo(1, 12);
    expect(u.reduce((sum, value, d) => sum + value * v[d]!, 0)).toBeCloseTo(0, 12);
  });
});

describe('who wins where', () => {
  test('the map names the first of the nearest codes at each part’s centre', () => {
    fc.assert(
      fc.property(scene, ({ origin, codes, x, y }) => {
        const sliced = sliceCodes(Float32Array.from(codes.flat()), planeAlong(origin, [1, 0, 0, 0, 0, 0, 1, 0, 0, 0]));
        const view = { x: x - 1, y: y - 1, width: 2, height: 2 };
        const winners = winnersWithin(sliced, view, 4, 4);
        winners.forEach((winner, index) => {
          const column = index % 4;
          const row = Math.floor(index / 4);
          const [first] = nearestAt(sliced, view.x + (column + 0.5) / 2, view.y + (row + 0.5) / 2, 1);
          expect(winner).toBe(first!.code);
        });
      }),
    );
  });

  test('nearest first, lowest index on ties', () => {
    const sliced = sliceCodes(Float32Array.of(1, 0, -1, 0, 0, 1, 5, 5), planeAlong([0, 0], [1, 0, 0, 1]));
    expect(nearestAt(sliced, 0, 0, 3)).toEqual([
      { code: 0, distance: 1 },
      { code: 1, distance: 1 },
      { code: 2, distance: 1 },
    ]);
  });
});
