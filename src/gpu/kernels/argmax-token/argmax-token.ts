// Argmax token on the GPU: logits of K codes in each cell → the code of the largest one, and that logit. A grid has fewer
// cells than a GPU has threads, so the codes are split into stretches, and a second pass takes the best of each cell's.
import { GpuBuffers } from '../../buffers.ts';
import type { Gpu } from '../../device.ts';
import { bind, createLayout, createPipeline } from '../../shader.ts';
import { type ArgmaxTokens, checkLogits } from './argmax-token.reference.ts';
import finish from './finish.wgsl?raw';
import order from './order.wgsl?raw';
import search from './search.wgsl?raw';

const workgroupSize = 64;
/** Threads that keep a large GPU busy; more stretches than that only make the second pass longer. */
const wantedThreads = 1 << 16;
/** Loads of a thread that are worth its start. */
const fewestCodes = 32;
/** Offsets of storage bindings are multiples of it on every device. */
const bindingAlignment = 256;

interface Passes<T> {
  readonly search: T;
  readonly finish: T;
}

export class ArgmaxToken {
  readonly #gpu: Gpu;
  readonly #codes: number;
  readonly #buffers: GpuBuffers;
  readonly #layouts: Passes<GPUBindGroupLayout>;
  readonly #pipelines: Passes<GPUComputePipeline>;

  private constructor(
    gpu: Gpu,
    codes: number,
    layouts: Passes<GPUBindGroupLayout>,
    pipelines: Passes<GPUComputePipeline>,
  ) {
    this.#gpu = gpu;
    this.#codes = codes;
    this.#layouts = layouts;
    this.#pipelines = pipelines;
    this.#buffers = new GpuBuffers(gpu.device, 'argmax-token');
  }

  /**
   * @param codes logits of a cell, K
   * @throws {ShaderError} where a pipeline does not compile
   */
  static async create(gpu: Gpu, codes: number): Promise<ArgmaxToken> {
    const { device } = gpu;
    const layouts = {
      search: createLayout(device, 'argmax-token search', ['uniform', 'read', 'write']),
      finish: createLayout(device, 'argmax-token finish', ['uniform', 'read', 'read', 'write', 'write']),
    };
    const compile = (name: keyof typeof layouts, code: string) =>
      createPipeline(device, {
        label: `argmax-token ${name}`,
        code: `${order}\n${code}`,
        layout: layouts[name],
        constants: { workgroupSize },
      });
    const [first, second] = await Promise.all([compile('search', search), compile('finish', finish)]);
    return new ArgmaxToken(gpu, codes, layouts, { search: first, finish: second });
  }

  /**
   * @param logits K·N numbers, code by code
   * @throws {RangeError} where `logits` does not hold K·N numbers
   * @throws {DeviceLostError | GpuMemoryError | GpuCommandError}
   */
  async run(logits: Float32Array, cells: number): Promise<ArgmaxTokens> {
    checkLogits(logits.length, cells, this.#codes);
    return this.#read(cells, () => this.#buffers.upload('logits', logits));
  }

  /**
   * Of logits that lie in a buffer of the caller's, which needs usage STORAGE and stays theirs.
   * @throws as `run`
   */
  async runOnBuffer(logits: GPUBuffer, cells: number): Promise<ArgmaxTokens> {
    if (logits.size < 4 * cells * this.#codes) checkLogits(logits.size / 4, cells, this.#codes);
    return this.#read(cells, () => logits);
  }

  /** Frees the GPU buffers. */
  dispose(): void {
    this.#buffers.dispose();
  }

  async #read(cells: number, input: () => GPUBuffer): Promise<ArgmaxTokens> {
    if (cells === 0) return { tokens: new Int32Array(0), logits: new Float32Array(0) };
    const winnersOffset = Math.ceil((4 * cells) / bindingAlignment) * bindingAlignment;
    const bytes = await this.#buffers.submitAndRead(winnersOffset + 4 * cells, (encoder) =>
      this.#record(encoder, input(), cells, winnersOffset),
    );
    return { tokens: new Int32Array(bytes, 0, cells), logits: new Float32Array(bytes, winnersOffset, cells) };
  }

  /** Records both passes; returns the buffer of the tokens and, from `winnersOffset` on, their logits. */
  #record(encoder: GPUCommandEncoder, logits: GPUBuffer, cells: number, winnersOffset: number): GPUBuffer {
    const { device } = this.#gpu;
    const codes = this.#codes;
    const groups = Math.ceil(cells / workgroupSize);
    const splits = Math.max(1, Math.min(Math.ceil(wantedThreads / cells), Math.ceil(codes / fewestCodes)));
    const codesPerSplit = Math.ceil(codes / splits);
    const used = Math.ceil(codes / codesPerSplit);
    const run = { buffer: this.#buffers.uniform('run', Uint32Array.of(cells, codes, codesPerSplit, used)) };
    const all = { buffer: logits, size: 4 * cells * codes };
    const partials = { buffer: this.#buffers.storage('partials', 8 * cells * used) };
    const results = this.#buffers.storage('results', winnersOffset + 4 * cells);
    const pass = encoder.beginComputePass({ label: 'argmax-token' });
    pass.setPipeline(this.#pipelines.search);
    pass.setBindGroup(0, bind(device, 'argmax-token search', this.#layouts.search, [run, all, partials]));
    pass.dispatchWorkgroups(groups, used);
    pass.setPipeline(this.#pipelines.finish);
    pass.setBindGroup(
      0,
      bind(device, 'argmax-token finish', this.#layouts.finish, [
        run,
        all,
        partials,
        { buffer: results, size: 4 * cells },
        { buffer: results, offset: winnersOffset, size: 4 * cells },
      ]),
    );
    pass.dispatchWorkgroups(groups);
    pass.end();
    return results;
  }
}
