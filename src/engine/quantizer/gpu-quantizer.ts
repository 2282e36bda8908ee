// The quantizer on WebGPU: our WGSL kernels, on the device that ONNX Runtime shares.
import type { Gpu } from '../../gpu/device.ts';
import { NearestCode } from '../../gpu/kernels/nearest-code/nearest-code.ts';
import { TopCodes } from '../../gpu/kernels/top-codes/top-codes.ts';
import type { Codebook, EncodedVectors, NearestCodes, Quantizer } from './quantizer.ts';

const layout = 'channel-major';

export class GpuQuantizer implements Quantizer {
  readonly backend = 'webgpu';
  readonly #nearestCode: NearestCode;
  readonly #topCodes: TopCodes;

  private constructor(nearestCode: NearestCode, topCodes: TopCodes) {
    this.#nearestCode = nearestCode;
    this.#topCodes = topCodes;
  }

  static async create(gpu: Gpu, { vectors, size, dim }: Codebook): Promise<GpuQuantizer> {
    const [nearestCode, topCodes] = await Promise.all([
      NearestCode.create(gpu, vectors, { size, dim }),
      TopCodes.create(gpu, vectors, { size, dim }),
    ]);
    return new GpuQuantizer(nearestCode, topCodes);
  }

  nearest(zE: EncodedVectors, count: number): Promise<NearestCodes> {
    return zE.location === 'cpu'
      ? this.#nearestCode.run(zE.data, count, { layout })
      : this.#nearestCode.runOnBuffer(zE.buffer, count, { layout });
  }

  topCodes(query: Float32Array, count: number): Promise<{ codes: Int32Array; distances: Float32Array }> {
    return this.#topCodes.run(query, count);
  }

  dispose(): void {
    this.#nearestCode.dispose();
    this.#topCodes.dispose();
  }
}
