// What kernels are judged by: brute force in float64, and seeded data. For tests and the benchmark only.
import type { CodebookShape, VectorLayout } from '../../src/gpu/codebook.ts';

/** Numbers in [0, 1) that are the same on every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed numbers times `scale` (Box–Muller). */
export function normals(count: number, random: () => number, scale = 1): Float32Array {
  return Float32Array.from(
    { length: count },
    () => scale * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  );
}

/** [N][D] → [D][N]. */
export function toChannelMajor(vectors: Float32Array, dim: number): Float32Array {
  const count = vectors.length / dim;
  return Float32Array.from({ length: vectors.length }, (_, i) => vectors[(i % count) * dim + Math.floor(i / count)]!);
}

export function inLayout(rowMajor: Float32Array, dim: number, layout: VectorLayout): Float32Array {
  return layout === 'row-major' ? rowMajor : toChannelMajor(rowMajor, dim);
}

/** Squared distance of one row-major vector to one code, in float64. */
export function squaredDistance(
  vectors: Float32Array,
  row: number,
  codebook: Float32Array,
  code: number,
  dim: number,
): number {
  let squares = 0;
  for (let d = 0; d < dim; d++) squares += (vectors[row * dim + d]! - codebook[code * dim + d]!) ** 2;
  return squares;
}

/** For each row-major vector all codes from nearest to farthest, lowest index first on ties. */
export function rankCodes(vectors: Float32Array, row: number, codebook: Float32Array, { size, dim }: CodebookShape) {
  const distances = Float64Array.from({ length: size }, (_, code) =>
    squaredDistance(vectors, row, codebook, code, dim),
  );
  const codes = Array.from(distances.keys()).sort((a, b) => distances[a]! - distances[b]! || a - b);
  return { codes, distances };
}

/** The nearest code of each row-major vector, lowest index on ties. */
export function nearestInFloat64(vectors: Float32Array, codebook: Float32Array, { size, dim }: CodebookShape) {
  const rows = vectors.length / dim;
  const tokens = new Int32Array(rows);
  const distances = new Float64Array(rows).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < rows; row++) {
    for (let code = 0; code < size; code++) {
      const squares = squaredDistance(vectors, row, codebook, code, dim);
      if (squares < distances[row]!) {
        distances[row] = squares;
        tokens[row] = code;
      }
    }
  }
  return { tokens, distances };
}
