// Whether someone's nearest codes are right: compared with the float64 reference on some of the rows. Whoever chooses or
// times a kernel asks this first.
import type { CodebookShape, VectorLayout } from '../../codebook.ts';
import { nearestCodeOnCpu } from './nearest-code.reference.ts';

export interface NearestCodeSample extends CodebookShape {
  readonly layout: VectorLayout;
  /** K×D, row-major. */
  readonly codebook: Float32Array;
  /** The rows that are compared, rising. */
  readonly rows: Int32Array;
  /** Their vectors, row-major. */
  readonly vectors: Float32Array;
  /** Their codes and squared distances by the reference. */
  readonly tokens: Int32Array;
  readonly distances: Float32Array;
  /** How much farther than the nearest a code may lie: what float32 sums of ½‖e‖² − z·e may differ by. */
  readonly slack: number;
}

interface SampleRequest extends CodebookShape {
  readonly layout: VectorLayout;
  readonly codebook: Float32Array;
  readonly zE: Float32Array;
  readonly n: number;
  /** At most so many rows, spread evenly. */
  readonly sampled: number;
}

/** The reference's answers for some rows of z_e. */
export function sampleNearestCodes(request: SampleRequest): NearestCodeSample {
  const { zE, n, size, dim, codebook, layout } = request;
  const count = Math.min(n, request.sampled);
  const rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * n) / count));
  const vectors = new Float32Array(count * dim);
  const [rowStride, dimStride] = layout === 'row-major' ? [dim, 1] : [1, n];
  rows.forEach((row, i) => {
    for (let d = 0; d < dim; d++) vectors[i * dim + d] = zE[row * rowStride + d * dimStride]!;
  });
  const { tokens, distances } = nearestCodeOnCpu(vectors, count, codebook, { size, dim, layout: 'row-major' });
  return {
    size,
    dim,
    layout,
    codebook,
    rows,
    vectors,
    tokens,
    distances,
    slack: roundingSlack(vectors, codebook, dim),
  };
}

/**
 * What is wrong with `found`, the codes of all rows; null where nothing is. A code that float32 cannot tell from the
 * nearest is right, unless the two are equal: then the lower index wins.
 */
export function faultOfNearestCodes(found: ArrayLike<number>, sample: NearestCodeSample): string | null {
  const { size, dim, codebook, rows, vectors, tokens, distances, slack } = sample;
  for (let row = 0; row < found.length; row++) {
    const token = found[row]!;
    if (!(token >= 0 && token < size)) return `Row ${row} has code ${token} of ${size}.`;
  }
  for (let i = 0; i < rows.length; i++) {
    const token = Number(found[rows[i]!]);
    const wanted = tokens[i]!;
    if (token === wanted) continue;
    const distance = squaredDistance(vectors, i * dim, codebook, token * dim, dim);
    if (distance > distances[i]! + slack) return `Row ${rows[i]}: code ${token} is not the nearest, ${wanted} is.`;
    if (token > wanted && sameCode(codebook, token * dim, wanted * dim, dim)) {
      return `Row ${rows[i]}: codes ${wanted} and ${token} are equal, and the lower one wins.`;
    }
  }
  return null;
}

function squaredDistance(a: Float32Array, aStart: number, b: Float32Array, bStart: number, dim: number): number {
  let squares = 0;
  for (let d = 0; d < dim; d++) squares += (a[aStart + d]! - b[bStart + d]!) ** 2;
  return squares;
}

function sameCode(codebook: Float32Array, a: number, b: number, dim: number): boolean {
  for (let d = 0; d < dim; d++) if (codebook[a + d] !== codebook[b + d]) return false;
  return true;
}

/** D terms of the largest squared magnitude, in units of 2⁻²⁴, times 4. */
function roundingSlack(vectors: Float32Array, codebook: Float32Array, dim: number): number {
  let largest = 0;
  for (const value of vectors) largest = Math.max(largest, Math.abs(value));
  for (const value of codebook) largest = Math.max(largest, Math.abs(value));
  return 4 * dim * largest ** 2 * 2 ** -24;
}
