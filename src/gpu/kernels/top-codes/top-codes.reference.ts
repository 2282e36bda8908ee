// The nearest few codes of a vector, on the CPU: the kernel's reference and the path without a GPU.
import { type CodebookShape, checkCodebook } from '../../codebook.ts';

/** The nearest codes, nearest first; of equal ones the lowest index first. Query by query where there are several. */
export interface TopCodeList {
  readonly codes: Int32Array;
  /** Squared Euclidean distances, rising. */
  readonly distances: Float32Array;
}

/** More than a list of alternatives shows; the GPU's last pass grows with its square. */
const mostCodes = 32;

/**
 * @param query D numbers, or those of a few queries one after another
 * @param codebook K×D, row-major
 * @param m how many; a smaller codebook gives all its codes
 * @returns for each query min(m, K) codes
 * @throws {RangeError} where an array does not have the shape's length, or m is not between 1 and 32
 */
export function topCodesOnCpu(
  query: Float32Array,
  codebook: Float32Array,
  shape: CodebookShape,
  m: number,
): TopCodeList {
  checkCodebook(codebook, shape);
  const queries = checkCount(query, shape.dim, m);
  const count = Math.min(m, shape.size);
  const codes = new Int32Array(queries * count);
  const distances = new Float32Array(queries * count);
  for (let q = 0; q < queries; q++) {
    const one = query.subarray(q * shape.dim, (q + 1) * shape.dim);
    const best = searchOne(one, codebook, shape, codes.subarray(q * count, (q + 1) * count));
    distances.set(best, q * count);
  }
  return { codes, distances };
}

/**
 * The number of queries.
 * @throws {RangeError} where there is not a whole number of them, or m is not between 1 and 32
 */
export function checkCount(query: Float32Array, dim: number, m: number): number {
  if (query.length % dim !== 0) throw new RangeError(`A query has ${dim} numbers, not ${query.length}.`);
  if (!Number.isInteger(m) || m < 1 || m > mostCodes) {
    throw new RangeError(`A list holds 1 to ${mostCodes} codes, not ${m}.`);
  }
  return query.length / dim;
}

/** Fills `codes`; returns their squared distances. */
function searchOne(
  query: Float32Array,
  codebook: Float32Array,
  { size, dim }: CodebookShape,
  codes: Int32Array,
): Float64Array {
  const count = codes.length;
  const best = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let filled = 0;
  for (let code = 0, i = 0; code < size; code++) {
    let squares = 0;
    for (let d = 0; d < dim; d++, i++) {
      const difference = query[d]! - codebook[i]!;
      squares += difference * difference;
    }
    if (filled === count && !(squares < best[count - 1]!)) continue;
    // Insertion: codes come in rising order, so an equal one stays behind those already there.
    let place = filled < count ? filled++ : count - 1;
    for (; place > 0 && squares < best[place - 1]!; place--) {
      best[place] = best[place - 1]!;
      codes[place] = codes[place - 1]!;
    }
    best[place] = squares;
    codes[place] = code;
  }
  return best;
}
