// Look-up on the GPU: tokens → z_q, left in a buffer that a decoder on the same device can read.
import { GpuBuffers } from '../../buffers.ts';
import { type CodebookShape, checkCodebook, type VectorLayout } from '../../codebook.ts';
import type { Gpu } from '../../device.ts';
import { bind, createLayout, createPipeline } from '../../shader.ts';
import { checkTokens } from './look-up.reference.ts';
import source from './look-up.wgsl?raw';

interface LookUpOptions {
  readonly layout: VectorLayout;
}

const workgroupSize = 64;

export class LookUp {
  readonly #gpu: Gpu;
  readonly #shape: CodebookShape;
  readonly #buffers: GpuBuffers;
  readonly #codebook: GPUBuffer;
  readonly #layout: GPUBindGroupLayout;
  readonly #pipelines: Record<VectorLayout, GPUComputePipeline>;

  private constructor(
    gpu: Gpu,
    codebook: Float32Array,
    shape: CodebookShape,
    layout: GPUBindGroupLayout,
    pipelines: Record<VectorLayout, GPUComputePipeline>,
  ) {
    this.#gpu = gpu;
    this.#shape = { size: shape.size, dim: shape.dim };
    this.#layout = layout;
    this.#pipelines = pipelines;
    this.#buffers = new GpuBuffers(gpu.device, 'look-up');
    this.#codebook = this.#buffers.upload('codebook', codebook);
  }

  /**
   * @param codebook K×D, row-major; it is copied to the GPU
   * @throws {RangeError} where codebook and shape disagree
   * @throws {ShaderError} where the pipeline does not compile
   */
  static async create(gpu: Gpu, codebook: Float32Array, shape: CodebookShape): Promise<LookUp> {
    checkCodebook(codebook, shape);
    const layout = createLayout(gpu.device, 'look-up', ['uniform', 'read', 'read', 'write']);
    const compile = (channelMajor: number) =>
      createPipeline(gpu.device, {
        label: 'look-up',
        code: source,
        layout,
        constants: { dim: shape.dim, channelMajor, workgroupSize },
      });
    const [rowMajor, channelMajor] = await Promise.all([compile(0), compile(1)]);
    return new LookUp(gpu, codebook, shape, layout, { 'row-major': rowMajor, 'channel-major': channelMajor });
  }

  /**
   * @returns N·D numbers in `layout`
   * @throws {RangeError} where a token names no code
   * @throws {DeviceLostError | GpuMemoryError | GpuCommandError}
   */
  async run(tokens: Int32Array, { layout }: LookUpOptions): Promise<Float32Array> {
    checkTokens(tokens, this.#shape.size);
    if (tokens.length === 0) return new Float32Array(0);
    const bytes = await this.#buffers.submitAndRead(4 * tokens.length * this.#shape.dim, (encoder) =>
      this.record(encoder, this.#buffers.upload('tokens', tokens), tokens.length, { layout }),
    );
    return new Float32Array(bytes);
  }

  /**
   * Submits, and returns the buffer that holds N·D numbers in `layout` once the queue has come that far. It belongs to
   * this object: the next call writes to it again, and `dispose` frees it. It may be longer than N·D numbers.
   * @throws {RangeError} where a token names no code
   */
  runToBuffer(tokens: Int32Array, { layout }: LookUpOptions): GPUBuffer {
    checkTokens(tokens, this.#shape.size);
    const encoder = this.#gpu.device.createCommandEncoder({ label: 'look-up' });
    const vectors = this.record(encoder, this.#buffers.upload('tokens', tokens), tokens.length, { layout });
    this.#gpu.device.queue.submit([encoder.finish()]);
    return vectors;
  }

  /**
   * Records the gather of `count` tokens that lie in a buffer, such as nearest-code's results; the caller submits
   * before the next `record`. Tokens beyond the codebook read what the device makes of it, never other memory.
   */
  record(encoder: GPUCommandEncoder, tokens: GPUBuffer, count: number, { layout }: LookUpOptions): GPUBuffer {
    const numbers = count * this.#shape.dim;
    const vectors = this.#buffers.storage('vectors', 4 * numbers);
    if (count === 0) return vectors;
    const { device } = this.#gpu;
    const groups = Math.ceil(numbers / workgroupSize);
    const across = Math.min(groups, device.limits.maxComputeWorkgroupsPerDimension);
    const run = this.#buffers.uniform('run', Uint32Array.of(count, across * workgroupSize));
    const pass = encoder.beginComputePass({ label: 'look-up' });
    pass.setPipeline(this.#pipelines[layout]);
    pass.setBindGroup(
      0,
      bind(device, 'look-up', this.#layout, [
        { buffer: run },
        { buffer: tokens, size: 4 * count },
        { buffer: this.#codebook },
        { buffer: vectors, size: 4 * numbers },
      ]),
    );
    pass.dispatchWorkgroups(across, Math.ceil(groups / across));
    pass.end();
    return vectors;
  }

  /** Frees the GPU buffers. */
  dispose(): void {
    this.#buffers.dispose();
  }
}
