// The quantizer on the CPU: the kernels' TypeScript references.
import { halfSquaredNorms, nearestCodeOnCpu } from '../../gpu/kernels/nearest-code/nearest-code.reference.ts';
import { topCodesOnCpu } from '../../gpu/kernels/top-codes/top-codes.reference.ts';
import {
  type Codebook,
  codeVector,
  type EncodedVectors,
  type NearestCodes,
  type Quantizer,
  squaredDistance,
} from './quantizer.ts';

export class CpuQuantizer implements Quantizer {
  readonly backend = 'cpu';
  readonly measure = 'squared-distance';
  readonly #codebook: Codebook;
  readonly #halfNorms: Float64Array;

  constructor(codebook: Codebook) {
    this.#codebook = codebook;
    this.#halfNorms = halfSquaredNorms(codebook.vectors, codebook);
  }

  get channels(): number {
    return this.#codebook.dim;
  }

  async nearest(zE: EncodedVectors, count: number): Promise<NearestCodes> {
    if (zE.location !== 'cpu') throw new Error('The CPU quantizer reads z_e from memory, not from a GPU buffer.');
    const { vectors, size, dim } = this.#codebook;
    return nearestCodeOnCpu(zE.data, count, vectors, {
      size,
      dim,
      layout: 'channel-major',
      halfNorms: this.#halfNorms,
    });
  }

  async topCodes(query: Float32Array, count: number): Promise<{ codes: Int32Array; distances: Float32Array }> {
    const { vectors, size, dim } = this.#codebook;
    return topCodesOnCpu(query, vectors, { size, dim }, count);
  }

  misfit(query: Float32Array, code: number): number {
    return squaredDistance(query, codeVector(this.#codebook, code));
  }

  codesLike(code: number, count: number): Promise<{ codes: Int32Array; distances: Float32Array }> {
    return this.topCodes(codeVector(this.#codebook, code), count);
  }

  async tune(): Promise<void> {}

  dispose(): void {}
}
