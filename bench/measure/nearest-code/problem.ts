// One shape's data, the same for every contender, and the truth that their codes are judged by.
import { faultOfNearestCodes, sampleNearestCodes } from '../../../src/gpu/kernels/nearest-code/nearest-code.check.ts';
import { normals, seeded } from '../../../tests/gpu/oracle.ts';
import type { Shape } from '../protocol.ts';

export interface Problem {
  readonly shape: Shape;
  /** N×D, row by row. */
  readonly vectors: Float32Array;
  /** K×D, row by row. */
  readonly codebook: Float32Array;
  /** ½‖e‖² of each code. */
  readonly halfNorms: Float32Array;
  /** The vectors again, on the device that contenders share. */
  readonly vectorsOnGpu: GPUBuffer;
  dispose(): void;
}

/** Rows whose codes are compared with float64's; more would take longer than the measurement. */
const mostJudged = 256;

/** As the issue of comparison chose them, least work first; the last one's N×K matrix takes 1 GiB. */
export const shapes: readonly Shape[] = [
  { rows: 1024, size: 4096, dim: 32 },
  { rows: 1024, size: 8192, dim: 64 },
  { rows: 4096, size: 16384, dim: 8 },
  { rows: 256, size: 16384, dim: 256 },
  { rows: 65536, size: 512, dim: 64 },
  { rows: 16384, size: 1024, dim: 256 },
  { rows: 16384, size: 16384, dim: 8 },
];

export function createProblem(device: GPUDevice, shape: Shape): Problem {
  const { rows, size, dim } = shape;
  const random = seeded(rows + size + dim);
  const codebook = normals(size * dim, random);
  const vectors = normals(rows * dim, random);
  const halfNorms = Float32Array.from({ length: size }, (_, code) => {
    let squares = 0;
    for (let d = 0; d < dim; d++) squares += codebook[code * dim + d]! ** 2;
    return squares / 2;
  });
  const vectorsOnGpu = upload(device, 'z_e', vectors);
  return { shape, vectors, codebook, halfNorms, vectorsOnGpu, dispose: () => vectorsOnGpu.destroy() };
}

/** A storage buffer that holds `numbers`; the caller's to destroy. */
export function upload(device: GPUDevice, label: string, numbers: Float32Array): GPUBuffer {
  const buffer = device.createBuffer({
    label,
    size: numbers.byteLength,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
  });
  device.queue.writeBuffer(buffer, 0, numbers as GPUAllowSharedBufferSource);
  return buffer;
}

type Judgement =
  | { readonly right: true; readonly nearTies: number; readonly compared: number }
  | { readonly right: false; readonly why: string };

/** Judges codes: {@link createJudge} computes the truth once for a problem. */
export type Judge = (tokens: Int32Array) => Judgement;

/** float64's nearest codes of rows spread over the problem, against which any number of contenders are judged. */
export function createJudge({ shape, vectors, codebook }: Pick<Problem, 'shape' | 'vectors' | 'codebook'>): Judge {
  const { rows: n, ...codes } = shape;
  const sample = sampleNearestCodes({ ...codes, codebook, zE: vectors, n, layout: 'row-major', sampled: mostJudged });
  return (tokens) => {
    if (tokens.length !== n) return { right: false, why: `${tokens.length} codes for ${n} rows` };
    const fault = faultOfNearestCodes(tokens, sample);
    if (fault) return { right: false, why: fault };
    const nearTies = sample.rows.reduce((count, row, i) => count + Number(tokens[row] !== sample.tokens[i]), 0);
    return { right: true, nearTies, compared: sample.rows.length };
  };
}

/** size×dim numbers, row by row → dim×size. */
export function transposed(rows: Float32Array, size: number, dim: number): Float32Array {
  const columns = new Float32Array(rows.length);
  for (let row = 0; row < size; row++) {
    for (let d = 0; d < dim; d++) columns[d * size + row] = rows[row * dim + d]!;
  }
  return columns;
}
