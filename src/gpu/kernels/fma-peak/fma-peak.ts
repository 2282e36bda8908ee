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
    const code = [source, writtenOut(chains)].join('\n');
    const pipeline = await createPipeline(gpu.device, {
      label: `fma-peak ${chains}`,
      code,
      layout,
      constants: { workgroupSize },
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

/** The chains' start, a round of all of them in turns, and the end of all. */
function writtenOut(chains: FmaPeakWork['chains']): string {
  const names = Array.from({ length: chains }, (_, i) => `x${i}`);
  const round = Array.from({ length: stepsPerRound }, () => names.map((x) => `${x} = fma(${x}, m, s);`)).flat();
  return [
    `struct Chains { ${names.map((x) => `${x}: vec4f,`).join(' ')} }`,
    'fn start(first: f32) -> Chains {',
    `return Chains(${names.map((_, i) => `vec4f(0, 1, 2, 3) + first + ${4 * i}f`).join(', ')});`,
    '}',
    'fn advance(last: Chains, m: vec4f, s: vec4f) -> Chains {',
    ...names.map((x) => `var ${x} = last.${x};`),
    ...round,
    `return Chains(${names.join(', ')});`,
    '}',
    'fn sum(chains: Chains) -> f32 {',
    `let all = ${names.map((x) => `chains.${x}`).join(' + ')};`,
    'return (all.x + all.y) + (all.z + all.w);',
    '}',
  ].join('\n');
}
