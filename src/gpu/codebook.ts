// The codebook as the distance kernels want it: packed in 4×4 blocks, scaled near 1, with half squared norms.

/** K codes of D numbers each. */
export interface CodebookShape {
  readonly size: number;
  readonly dim: number;
}

/** `row-major` is [N][D]; `channel-major` is [D][N], as a network's [1,D,h,w] lies in memory. */
export type VectorLayout = 'row-major' | 'channel-major';

export interface PackedCodebook {
  /**
   * ⌈K/16⌉·4 × ⌈D/4⌉ blocks of 16 numbers: block (b, q) holds codes 4b..4b+3 and dimensions
   * 4q..4q+3 as a column-major 4×4 matrix, a column for a dimension. `block * zE` is four dot products. Padding is 0.
   */
  readonly blocks: Float32Array;
  /** ½‖e‖² / scale for each code, `unreachable` for padding codes. */
  readonly halfNorms: Float32Array;
  /**
   * A power of two near the largest |component|; blocks hold codebook / scale. So ½‖e‖² − z·e, divided by it, stays
   * within float32 for codebooks from 1e-30 to 1e30, and the division rounds nothing.
   */
  readonly scale: number;
  /** ⌈D/4⌉. */
  readonly dimQuads: number;
}

/** The largest float32: no sum is below it by accident, so a padding code never wins. */
export const unreachable = 3.4028234663852886e38;

export function packCodebook(codebook: Float32Array, { size, dim }: CodebookShape): PackedCodebook {
  const dimQuads = Math.ceil(dim / 4);
  const blockCount = 4 * Math.ceil(size / 16);
  const blocks = new Float32Array(blockCount * dimQuads * 16);
  const halfNorms = new Float32Array(blockCount * 4).fill(unreachable);
  const scale = scaleOf(codebook);
  for (let code = 0; code < size; code++) {
    let squares = 0;
    for (let d = 0; d < dim; d++) {
      const value = codebook[code * dim + d]! / scale;
      squares += value * value;
      blocks[((code >> 2) * dimQuads + (d >> 2)) * 16 + (d & 3) * 4 + (code & 3)] = value;
    }
    halfNorms[code] = 0.5 * squares * scale;
  }
  return { blocks, halfNorms, scale, dimQuads };
}

/** @throws {RangeError} where the array does not hold K×D numbers, or K or D is out of the kernels' range */
export function checkCodebook(codebook: Float32Array, { size, dim }: CodebookShape): void {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`A codebook has at least one code, not ${size}.`);
  if (!Number.isInteger(dim) || dim < 1) throw new RangeError(`A code has at least one dimension, not ${dim}.`);
  if (codebook.length !== size * dim) {
    throw new RangeError(`A codebook of ${size} × ${dim} has ${size * dim} numbers, not ${codebook.length}.`);
  }
}

function scaleOf(codebook: Float32Array): number {
  let largest = 0;
  for (const value of codebook) {
    const magnitude = Math.abs(value);
    if (magnitude > largest) largest = magnitude;
  }
  if (largest === 0 || !Number.isFinite(largest)) return 1;
  return 2 ** Math.max(-126, Math.min(126, Math.floor(Math.log2(largest))));
}
