// Draws tokens on the GPU, so that logits need not leave it: one from each row of them, written where a model's next step
// reads its input.
import type { Shaping } from '../../../core/sampling/truncation.ts';
import { GpuBuffers } from '../../buffers.ts';
import type { Gpu } from '../../device.ts';
import { bind, createLayout, createPipeline } from '../../shader.ts';
import type { TokenDraw } from './sample-token.reference.ts';
import shader from './sample-token.wgsl?raw';

const workgroupSize = 256;
const label = 'sample-token';

export interface SampleTokenJob {
  /** A buffer of rows of K float32 logits, one row for each draw. */
  readonly logits: GPUBuffer;
  readonly draws: readonly TokenDraw[];
  readonly shaping: Shaping;
  /** Receives an int32 token for each draw, at the draw's `slot`. */
  readonly tokens: GPUBuffer;
}

export class SampleToken {
  readonly #gpu: Gpu;
  readonly #size: number;
  readonly #buffers: GpuBuffers;
  readonly #layout: GPUBindGroupLayout;
  readonly #pipeline: GPUComputePipeline;

  private constructor(gpu: Gpu, size: number, layout: GPUBindGroupLayout, pipeline: GPUComputePipeline) {
    this.#gpu = gpu;
    this.#size = size;
    this.#layout = layout;
    this.#pipeline = pipeline;
    this.#buffers = new GpuBuffers(gpu.device, label);
  }

  /**
   * @param size logits of a row, K
   * @throws {ShaderError} where the pipeline does not compile
   */
  static async create(gpu: Gpu, size: number): Promise<SampleToken> {
    const layout = createLayout(gpu.device, label, ['uniform', 'read', 'read', 'write']);
    const constants = { size, workgroupSize };
    const pipeline = await createPipeline(gpu.device, { label, code: shader, layout, constants });
    return new SampleToken(gpu, size, layout, pipeline);
  }

  /** Records the draws; one recording a submit, since the settings lie in buffers of this object. */
  record(encoder: GPUCommandEncoder, { logits, draws, shaping, tokens }: SampleTokenJob): void {
    const run = new ArrayBuffer(12);
    new Float32Array(run).set([shaping.temperature, shaping.topP]);
    new Uint32Array(run)[2] = shaping.topK ?? this.#size;
    const places = Uint32Array.from(draws.flatMap(({ seed, place, slot }) => [seed, place, slot]));
    const pass = encoder.beginComputePass({ label });
    pass.setPipeline(this.#pipeline);
    pass.setBindGroup(
      0,
      bind(this.#gpu.device, label, this.#layout, [
        { buffer: this.#buffers.uniform('run', new Uint32Array(run)) },
        { buffer: this.#buffers.upload('draws', places) },
        { buffer: logits },
        { buffer: tokens },
      ]),
    );
    pass.dispatchWorkgroups(draws.length);
    pass.end();
  }

  /**
   * Draws from logits in memory and reads the tokens back.
   *
   * @param logits rows of K
   * @throws {RangeError} where there is not a row for each draw
   * @throws {DeviceLostError | GpuMemoryError | GpuCommandError}
   */
  async run(logits: Float32Array, shaping: Shaping, draws: readonly TokenDraw[]): Promise<Int32Array> {
    if (logits.length !== draws.length * this.#size) {
      throw new RangeError(`${draws.length} draws need ${draws.length * this.#size} logits, not ${logits.length}.`);
    }
    if (draws.length === 0) return new Int32Array();
    const slots = 1 + Math.max(...draws.map(({ slot }) => slot));
    const bytes = await this.#buffers.submitAndRead(4 * slots, (encoder) => {
      const tokens = this.#buffers.storage('tokens', 4 * slots);
      this.record(encoder, { logits: this.#buffers.upload('logits', logits), draws, shaping, tokens });
      return tokens;
    });
    return new Int32Array(bytes);
  }

  /** Frees the GPU buffers. */
  dispose(): void {
    this.#buffers.dispose();
  }
}
