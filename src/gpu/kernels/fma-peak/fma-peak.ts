// The adapter's fused multiply-add limit, as far as WGSL can reach it: what the other kernels are measured against.
import { GpuBuffers } from '../../buffers.ts';
import type { Gpu } from '../../device.ts';
import { bind, createLayout, createPipeline } from '../../shader.ts';
import { type FmaPeakWork, multiplier, stepsPerRound, summand } from './fma-peak.reference.ts';
import source from './fma-peak.wgsl?raw';

const workgroupSize = 64;

export class FmaPeak {
  readonly threads: number;
  readonly chains: FmaPeakWork['chains'];
  readonly #device: GPUDevice;
  readonly #buffers: GpuBuffers;
  readonly #layout: GPUBindGroupLayout;
  readonly #pipeline: GPUComputePipeline;

  private constructor(
    gpu: Gpu,
    chains: FmaPeakWork['chains'],
    threads: number,
    layout: GPUBindGroupLayout,
    pipeline: GPUComputePipeline,
  ) {
    this.chains = chains;
    this.threads = threads;
    this.#device = gpu.device;
    this.#layout = layout;
    this.#pipeline = pipeline;
    this.#buffers = new GpuBuffers(gpu.device, 'fma-peak');
  }

  /**
   * @param groups workgroups of 64 threads; enough to fill the adapter a few times over
   * @throws {ShaderError} where the pipeline does not compile
   */
  static async create(gpu: Gpu, chains: FmaPeakWork['chains'], groups: number): Promise<FmaPeak> {
    const layout = createLayout(gpu.device, 'fma-peak', ['uniform', 'write']);
    const pipeline = await createPipeline(gpu.device, {
      label: `fma-peak ${chains}`,
      code: source,
      layout,
      constants: { workgroupSize, chains },
    });
    return new FmaPeak(gpu, chains, groups * workgroupSize, layout, pipeline);
  }

  /** Multiply-adds of a call. */
  multiplyAdds(rounds: number): number {
    return this.threads * this.chains * 4 * stepsPerRound * rounds;
  }

  /** Records a call; the caller submits before the next `record`. Each thread leaves a float32. */
  record(encoder: GPUCommandEncoder, rounds: number): GPUBuffer {
    const numbers = new Float32Array([multiplier, summand, 0]);
    const words = new Uint32Array(numbers.buffer);
    words[2] = rounds;
    const run = this.#buffers.uniform('run', words);
    const sums = this.#buffers.storage('sums', 4 * this.threads);
    const pass = encoder.beginComputePass({ label: 'fma-peak' });
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(0, bind(this.#device, 'fma-peak', this.#layout, [{ buffer: run }, { buffer: sums }]));
    pass.dispatchWorkgroups(this.threads / workgroupSize);
    pass.end();
    return sums;
  }

  /**
   * @returns each thread's sum
   * @throws {DeviceLostError | GpuMemoryError | GpuCommandError}
   */
  async run(rounds: number): Promise<Float32Array> {
    return new Float32Array(
      await this.#buffers.submitAndRead(4 * this.threads, (encoder) => this.record(encoder, rounds)),
    );
  }

  /** Frees the GPU buffers. */
  dispose(): void {
    this.#buffers.dispose();
  }
}
