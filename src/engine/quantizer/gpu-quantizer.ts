// The quantizer on WebGPU: our WGSL kernels, on the device that ONNX Runtime shares.
import type { Gpu } from '../../gpu/device.ts';
import { NearestCode } from '../../gpu/kernels/nearest-code/nearest-code.ts';
import { topCodesOnCpu } from '../../gpu/kernels/top-codes/top-codes.reference.ts';
import { TopCodes } from '../../gpu/kernels/top-codes/top-codes.ts';
import type { Codebook, EncodedVectors, NearestCodes, Quantizer } from './quantizer.ts';

const layout = 'channel-major';

export class GpuQuantizer implements Quantizer {
  readonly backend = 'webgpu';
  readonly #codebook: Codebook;
  readonly #nearestCode: NearestCode;
  /** Null on a software adapter: one query is done in TypeScript before such an adapter has begun (bench/). */
  readonly #topCodes: TopCodes | null;

  private constructor(codebook: Codebook, nearestCode: NearestCode, topCodes: TopCodes | null) {
    this.#codebook = codebook;
    this.#nearestCode = nearestCode;
    this.#topCodes = topCodes;
  }

  static async create(gpu: Gpu, codebook: Codebook): Promise<GpuQuantizer> {
    const [nearestCode, topCodes] = await Promise.all([
      NearestCode.create(gpu, codebook.vectors, codebook),
      gpu.adapter.software ? null : TopCodes.create(gpu, codebook.vectors, codebook),
    ]);
    return new GpuQuantizer(codebook, nearestCode, topCodes);
  }

  nearest(zE: EncodedVectors, count: number): Promise<NearestCodes> {
    return zE.location === 'cpu'
      ? this.#nearestCode.run(zE.data, count, { layout })
      : this.#nearestCode.runOnBuffer(zE.buffer, count, { layout });
  }

  async topCodes(query: Float32Array, count: number): Promise<{ codes: Int32Array; distances: Float32Array }> {
    return this.#topCodes?.run(query, count) ?? topCodesOnCpu(query, this.#codebook.vectors, this.#codebook, count);
  }

  dispose(): void {
    this.#nearestCode.dispose();
    this.#topCodes?.dispose();
  }
}
