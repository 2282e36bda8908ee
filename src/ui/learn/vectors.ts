// Single vectors out of the engine's arrays.
import type { CodebookVectors, Latents } from '../../store/learn/tour-state.ts';

/** z_e of one cell: D numbers. */
export function vectorOfCell({ values, width, height }: Latents, cell: number): Float32Array {
  const count = width * height;
  return Float32Array.from({ length: values.length / count }, (_, d) => values[d * count + cell]!);
}

export function vectorOfCode({ vectors, dim }: CodebookVectors, code: number): Float32Array {
  return vectors.subarray(code * dim, (code + 1) * dim);
}
