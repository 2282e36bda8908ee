// Nearest code on the CPU: the reference of the kernels, and the app's own path where there is no GPU. Sums are
// float64, so it is the more exact of the two. Four rows against two codes at a time stay in registers, and a slice of
// the codebook stays in the cache while all rows pass it.
import { type CodebookShape, checkCodebook, type VectorLayout } from '../../codebook.ts';

export interface NearestCodes {
  /** N code ids. */
  readonly tokens: Int32Array;
  /** N squared Euclidean distances. */
  readonly distances: Float32Array;
}

interface CpuOptions extends CodebookShape {
  readonly layout: VectorLayout;
  /** {@link halfSquaredNorms} of the codebook, where the caller keeps them. */
  readonly halfNorms?: Float64Array;
}

/** ½‖e‖² of each code; computed once, it serves every call with the same codebook. */
export function halfSquaredNorms(codebook: Float32Array, { size, dim }: CodebookShape): Float64Array {
  const halfNorms = new Float64Array(size);
  for (let code = 0, i = 0; code < size; code++) {
    let squares = 0;
    for (let d = 0; d < dim; d++, i++) squares += codebook[i]! * codebook[i]!;
    halfNorms[code] = 0.5 * squares;
  }
  return halfNorms;
}

/** Numbers of the codebook that one pass over the rows uses: 128 KiB, a part of a second-level cache. */
const sliceNumbers = 32 * 1024;

/**
 * For each of `n` vectors the code with the least squared distance, lowest index on ties.
 * @param zE n·D numbers in `options.layout`
 * @param codebook K×D, row-major
 * @throws {RangeError} where the arrays do not hold what `n` and the shape say
 */
export function nearestCodeOnCpu(
  zE: Float32Array,
  n: number,
  codebook: Float32Array,
  options: CpuOptions,
): NearestCodes {
  const { size, dim, layout } = options;
  checkCodebook(codebook, options);
  if (zE.length !== n * dim) throw new RangeError(`${n} vectors of ${dim} are ${n * dim} numbers, not ${zE.length}.`);
  const halfNorms = options.halfNorms ?? halfSquaredNorms(codebook, options);
  const scores = new Float64Array(n + 3).fill(Number.POSITIVE_INFINITY);
  const tokens = new Int32Array(n + 3);
  const quad = new Float64Array(4 * dim);
  const slice = Math.max(2, 2 * Math.floor(sliceNumbers / dim / 2));

  for (let first = 0; first < size; first += slice) {
    const end = Math.min(first + slice, size);
    for (let row = 0; row < n; row += 4) {
      gatherFourRows(zE, n, row, dim, layout, quad);
      searchFourRows(quad, row, codebook, dim, first, end, halfNorms, scores, tokens);
    }
  }
  const found = tokens.slice(0, n);
  return { tokens: found, distances: squaredDistances(zE, n, codebook, found, options) };
}

/** [d][4]: dimension by dimension the four rows; rows past the end repeat the last. */
function gatherFourRows(
  zE: Float32Array,
  n: number,
  row: number,
  dim: number,
  layout: VectorLayout,
  quad: Float64Array,
): void {
  const [rowStride, dimStride] = layout === 'row-major' ? [dim, 1] : [1, n];
  for (let r = 0; r < 4; r++) {
    const start = Math.min(row + r, n - 1) * rowStride;
    for (let d = 0; d < dim; d++) quad[4 * d + r] = zE[start + d * dimStride]!;
  }
}

function searchFourRows(
  quad: Float64Array,
  row: number,
  codebook: Float32Array,
  dim: number,
  first: number,
  end: number,
  halfNorms: Float64Array,
  scores: Float64Array,
  tokens: Int32Array,
): void {
  let best0 = scores[row]!;
  let best1 = scores[row + 1]!;
  let best2 = scores[row + 2]!;
  let best3 = scores[row + 3]!;
  for (let code = first; code < end; code += 2) {
    // An odd last code is its own partner, which cannot win against it.
    const partner = Math.min(code + 1, end - 1);
    let a0 = halfNorms[code]!;
    let a1 = a0;
    let a2 = a0;
    let a3 = a0;
    let b0 = halfNorms[partner]!;
    let b1 = b0;
    let b2 = b0;
    let b3 = b0;
    for (let d = 0, a = code * dim, b = partner * dim, z = 0; d < dim; d++, a++, b++, z += 4) {
      const ea = codebook[a]!;
      const eb = codebook[b]!;
      const z0 = quad[z]!;
      const z1 = quad[z + 1]!;
      const z2 = quad[z + 2]!;
      const z3 = quad[z + 3]!;
      a0 -= z0 * ea;
      b0 -= z0 * eb;
      a1 -= z1 * ea;
      b1 -= z1 * eb;
      a2 -= z2 * ea;
      b2 -= z2 * eb;
      a3 -= z3 * ea;
      b3 -= z3 * eb;
    }
    if (a0 < best0) {
      best0 = a0;
      tokens[row] = code;
    }
    if (b0 < best0) {
      best0 = b0;
      tokens[row] = partner;
    }
    if (a1 < best1) {
      best1 = a1;
      tokens[row + 1] = code;
    }
    if (b1 < best1) {
      best1 = b1;
      tokens[row + 1] = partner;
    }
    if (a2 < best2) {
      best2 = a2;
      tokens[row + 2] = code;
    }
    if (b2 < best2) {
      best2 = b2;
      tokens[row + 2] = partner;
    }
    if (a3 < best3) {
      best3 = a3;
      tokens[row + 3] = code;
    }
    if (b3 < best3) {
      best3 = b3;
      tokens[row + 3] = partner;
    }
  }
  scores[row] = best0;
  scores[row + 1] = best1;
  scores[row + 2] = best2;
  scores[row + 3] = best3;
}

/** ‖z − e‖² of each row and its code. */
function squaredDistances(
  zE: Float32Array,
  n: number,
  codebook: Float32Array,
  tokens: Int32Array,
  { dim, layout }: CpuOptions,
): Float32Array {
  const [rowStride, dimStride] = layout === 'row-major' ? [dim, 1] : [1, n];
  const distances = new Float32Array(n);
  for (let row = 0; row < n; row++) {
    const code = tokens[row]! * dim;
    let squares = 0;
    for (let d = 0; d < dim; d++) {
      const difference = zE[row * rowStride + d * dimStride]! - codebook[code + d]!;
      squares += difference * difference;
    }
    distances[row] = squares;
  }
  return distances;
}
