// One shape's data, the same for every contender, and the truth that their codes are judged by.
import { normals, seeded, squaredDistance } from '../../../tests/gpu/oracle.ts';
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
  const { rows, size, dim } = shape;
  const compared = Math.min(rows, mostJudged);
  const judged = Array.from({ length: compared }, (_, i) => Math.floor(((i + 1) * rows) / compared) - 1);
  const truth = judged.map((row) => nearestOf(vectors, row, codebook, size, dim));
  const slack = roundingSlack(vectors, codebook, dim);
  return (tokens) => {
    if (tokens.length !== rows) return { right: false, why: `${tokens.length} codes for ${rows} rows` };
    const stray = tokens.findIndex((token) => token < 0 || token >= size);
    if (stray >= 0) return { right: false, why: `row ${stray} has code ${tokens[stray]} of ${size}` };
    let nearTies = 0;
    for (const [i, row] of judged.entries()) {
      const token = tokens[row]!;
      const { code, squares } = truth[i]!;
      if (token === code) continue;
      if (squaredDistance(vectors, row, codebook, token, dim) > squares + slack) {
        return { right: false, why: `row ${row} has code ${token}, but code ${code} is nearer` };
      }
      nearTies++;
    }
    return { right: true, nearTies, compared };
  };
}

function nearestOf(vectors: Float32Array, row: number, codebook: Float32Array, size: number, dim: number) {
  let [code, squares] = [0, Number.POSITIVE_INFINITY];
  const z = vectors.subarray(row * dim, (row + 1) * dim);
  for (let candidate = 0, i = 0; candidate < size; candidate++) {
    let sum = 0;
    for (let d = 0; d < dim; d++, i++) {
      const difference = z[d]! - codebook[i]!;
      sum += difference * difference;
    }
    if (sum < squares) [code, squares] = [candidate, sum];
  }
  return { code, squares };
}

/** What float32 sums of D terms may differ by, in units of the last place of the largest. */
function roundingSlack(vectors: Float32Array, codebook: Float32Array, dim: number): number {
  let largest = 0;
  for (const numbers of [vectors, codebook]) {
    for (const number of numbers) largest = Math.max(largest, Math.abs(number));
  }
  return 4 * dim * largest ** 2 * 2 ** -24;
}
