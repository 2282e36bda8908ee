// The adapter's memory bandwidth, as far as WGSL can reach it: one buffer copied into another.
import { GpuBuffers } from '../../buffers.ts';
import type { Gpu } from '../../device.ts';
import { bind, createLayout, createPipeline } from '../../shader.ts';
import source from './copy.wgsl?raw';

const workgroupSize = 64;

export class Copy {
  readonly #device: GPUDevice;
  readonly #buffers: GpuBuffers;
  readonly #layout: GPUBindGroupLayout;
  readonly #pipeline: GPUComputePipeline;

  private constructor(gpu: Gpu, layout: GPUBindGroupLayout, pipeline: GPUComputePipeline) {
    this.#device = gpu.device;
    this.#layout = layout;
    this.#pipeline = pipeline;
    this.#buffers = new GpuBuffers(gpu.device, 'copy');
  }

  /** @throws {ShaderError} where the pipeline does not compile */
  static async create(gpu: Gpu): Promise<Copy> {
    const layout = createLayout(gpu.device, 'copy', ['uniform', 'read', 'write']);
    const pipeline = await createPipeline(gpu.device, {
      label: 'copy',
      code: source,
      layout,
      constants: { workgroupSize },
    });
    return new Copy(gpu, layout, pipeline);
  }

  /** A buffer that holds `numbers`, to copy from; it belongs to this object. */
  upload(numbers: Float32Array): GPUBuffer {
    return this.#buffers.upload('source', numbers);
  }

  /** Records a copy of the first `bytes` bytes, a multiple of 16; the caller submits before the next `record`. */
  record(encoder: GPUCommandEncoder, from: GPUBuffer, bytes: number): GPUBuffer {
    const groups = Math.ceil(bytes / 16 / workgroupSize);
    const across = Math.min(groups, this.#device.limits.maxComputeWorkgroupsPerDimension);
    const run = this.#buffers.uniform('run', Uint32Array.of(across * workgroupSize));
    const to = this.#buffers.storage('destination', bytes);
    const pass = encoder.beginComputePass({ label: 'copy' });
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(
      0,
      bind(this.#device, 'copy', this.#layout, [
        { buffer: run },
        { buffer: from, size: bytes },
        { buffer: to, size: bytes },
      ]),
    );
    pass.dispatchWorkgroups(across, Math.ceil(groups / across));
    pass.end();
    return to;
  }

  /**
   * @param numbers a multiple of four
   * @returns the copy, read back
   * @throws {DeviceLostError | GpuMemoryError | GpuCommandError}
   */
  async run(numbers: Float32Array): Promise<Float32Array> {
    const from = this.upload(numbers);
    const bytes = numbers.byteLength;
    return new Float32Array(await this.#buffers.submitAndRead(bytes, (encoder) => this.record(encoder, from, bytes)));
  }

  /** Frees the GPU buffers. */
  dispose(): void {
    this.#buffers.dispose();
  }
}
