// The quantizer on the CPU: WebAssembly SIMD, or the kernels' TypeScript references where that cannot be.
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
import { SimdNearestCode } from './simd-nearest-code.ts';

export class CpuQuantizer implements Quantizer {
  readonly backend = 'cpu';
  readonly measure = 'squared-distance';
  readonly #codebook: Codebook;
  readonly #simd: SimdNearestCode | null;
  /** The reference's, once it is needed. */
  #halfNorms: Float64Array | undefined;

  constructor(codebook: Codebook) {
    this.#codebook = codebook;
    this.#simd = SimdNearestCode.create(codebook);
  }

  get channels(): number {
    return this.#codebook.dim;
  }

  async nearest(zE: EncodedVectors, count: number): Promise<NearestCodes> {
    if (zE.location !== 'cpu') throw new Error('The CPU quantizer reads z_e from memory, not from a GPU buffer.');
    const found = this.#simd?.nearest(zE.data, count);
    if (found) return found;
    const { vectors, size, dim } = this.#codebook;
    this.#halfNorms ??= halfSquaredNorms(vectors, { size, dim });
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
