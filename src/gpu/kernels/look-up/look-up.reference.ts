// Look-up on the CPU: the reference of the kernel, and the app's own path where there is no GPU.
import type { VectorLayout } from '../../codebook.ts';

interface LookUpOptions {
  readonly dim: number;
  readonly layout: VectorLayout;
}

/**
 * Gathers codes.
 * @param tokens N code ids
 * @param codebook K×D, row-major
 * @returns N·D numbers: [N][D] or, channel-major, [D][N]
 * @throws {RangeError} where a token names no code
 */
export function lookUpOnCpu(tokens: Int32Array, codebook: Float32Array, { dim, layout }: LookUpOptions): Float32Array {
  const count = tokens.length;
  checkTokens(tokens, codebook.length / dim);
  const vectors = new Float32Array(count * dim);
  switch (layout) {
    case 'row-major':
      for (let cell = 0; cell < count; cell++) {
        const start = tokens[cell]! * dim;
        vectors.set(codebook.subarray(start, start + dim), cell * dim);
      }
      return vectors;
    case 'channel-major':
      for (let cell = 0; cell < count; cell++) {
        const start = tokens[cell]! * dim;
        for (let d = 0; d < dim; d++) vectors[d * count + cell] = codebook[start + d]!;
      }
      return vectors;
    default:
      return layout satisfies never;
  }
}

/** @throws {RangeError} naming the first token that is no code */
export function checkTokens(tokens: Int32Array, codebookSize: number): void {
  for (let cell = 0; cell < tokens.length; cell++) {
    const token = tokens[cell]!;
    if (token < 0 || token >= codebookSize) {
      throw new RangeError(`Token ${token} of cell ${cell} is none of the ${codebookSize} codes.`);
    }
  }
}
