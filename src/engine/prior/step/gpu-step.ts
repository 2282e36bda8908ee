// A step by ONNX Runtime on a GPU, where everything stays: the step reads the token, the position and the cache from our
// buffers and writes logits and the new rows into our buffers; our kernel draws the next token from those logits. What is
// bound once is used in every run. Logits come to memory only where somebody asks for them.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Shaping } from '../../../core/sampling/truncation.ts';
import type { TokenGrid } from '../../../core/token-grid.ts';
import { GpuBuffers } from '../../../gpu/buffers.ts';
import type { Gpu } from '../../../gpu/device.ts';
import { SampleToken } from '../../../gpu/kernels/sample-token/sample-token.ts';
import type { OnnxRuntime } from '../../runtime/onnx-runtime.ts';
import type { AutoregressiveManifest } from '../prior-manifest.ts';
import type { Condition } from '../prior-protocol.ts';
import type { StepDraft, StepModel, StepWindow } from './step-model.ts';

const label = 'prior step';

export interface GpuStepParts {
  readonly manifest: AutoregressiveManifest;
  readonly codebookSize: number;
  readonly runtime: OnnxRuntime;
  readonly gpu: Gpu;
  readonly model: Uint8Array;
}

/** Tokens on the device, and what was promised for them: cell c is −(first + c). */
interface Draft {
  readonly tokens: GPUBuffer;
  readonly first: number;
  readonly size: number;
}

export class GpuStep implements StepModel {
  readonly backend = 'webgpu';
  readonly #parts: GpuStepParts;
  readonly #session: InferenceSession;
  readonly #sample: SampleToken;
  readonly #buffers: GpuBuffers;
  readonly #told: Readonly<Record<string, Tensor>>;
  readonly #results: Readonly<Record<string, Tensor>>;
  readonly #drafts = new Set<Draft>();
  #windows = 0;
  #nextPromise = 1;

  private constructor(parts: GpuStepParts, session: InferenceSession, sample: SampleToken) {
    const { manifest, codebookSize, runtime, gpu } = parts;
    const { inputs, outputs, layers, heads, headDim, conditions } = manifest;
    this.#parts = parts;
    this.#session = session;
    this.#sample = sample;
    this.#buffers = new GpuBuffers(gpu.device, label);
    const integers = (name: string, count: number) =>
      runtime.fromGpuBuffer(this.#buffers.storage(name, 4 * count), [count], 'int32');
    const floats = (name: string, dims: readonly number[]) =>
      runtime.fromGpuBuffer(this.#buffers.storage(name, 4 * dims.reduce((a, b) => a * b)), dims);
    this.#told = {
      [inputs.token]: integers('token', 1),
      [inputs.position]: integers('position', 1),
      [inputs.condition]: integers('condition', conditions.length),
    };
    this.#results = {
      [outputs.logits]: floats('logits', [codebookSize]),
      [outputs.key]: floats('key', [layers, heads, 1, headDim]),
      [outputs.value]: floats('value', [layers, heads, 1, headDim]),
    };
  }

  /** @throws where the runtime or our kernel does not run on this device */
  static async create(parts: GpuStepParts): Promise<GpuStep> {
    const sample = await SampleToken.create(parts.gpu, parts.codebookSize);
    return new GpuStep(parts, await parts.runtime.createSession(parts.model, 'webgpu', 'gpu-buffer'), sample);
  }

  openWindow(): StepWindow {
    const { inputs, layers, heads, headDim, context } = this.#parts.manifest;
    const name = `window ${this.#windows++}`;
    const dims = [layers, heads, context, headDim];
    const bytes = 4 * layers * heads * context * headDim;
    const [keys, values] = ['keys', 'values'].map((of) => this.#buffers.storage(`${name} ${of}`, bytes)) as [
      GPUBuffer,
      GPUBuffer,
    ];
    const feeds = {
      ...this.#told,
      [inputs.pastKey]: this.#parts.runtime.fromGpuBuffer(keys, dims),
      [inputs.pastValue]: this.#parts.runtime.fromGpuBuffer(values, dims),
    };
    return {
      read: async (position, token, condition) => {
        this.#tell(position, token, condition);
        await this.#session.run(feeds, this.#results);
        this.#submit((encoder) => {
          this.#remember(encoder, 'key', keys, position);
          this.#remember(encoder, 'value', values, position);
        });
      },
    };
  }

  async logits(): Promise<Float32Array> {
    const logits = this.#buffer('logits');
    return new Float32Array(await this.#buffers.submitAndRead(4 * this.#parts.codebookSize, () => logits));
  }

  openDraft({ tokens }: TokenGrid): StepDraft {
    const buffers = new GpuBuffers(this.#parts.gpu.device, `${label}: draft`);
    const draft: Draft = { tokens: buffers.upload('tokens', tokens), first: this.#nextPromise, size: tokens.length };
    this.#nextPromise += tokens.length;
    this.#drafts.add(draft);
    return {
      promised: (cell) => -(draft.first + cell),
      draw: (cell, shaping, seed) => this.#draw(draft, cell, shaping, seed),
      collect: async (cells) => {
        const drawn = new Int32Array(await buffers.submitAndRead(4 * draft.size, () => draft.tokens));
        return cells.map((cell) => drawn[cell]!);
      },
      dispose: () => {
        this.#drafts.delete(draft);
        buffers.dispose();
      },
    };
  }

  async dispose(): Promise<void> {
    await this.#session.release();
    this.#sample.dispose();
    this.#buffers.dispose();
  }

  #tell(position: number, token: number, condition: Condition): void {
    const { queue } = this.#parts.gpu.device;
    queue.writeBuffer(this.#buffer('position'), 0, Int32Array.of(position));
    queue.writeBuffer(this.#buffer('condition'), 0, Int32Array.from(condition));
    if (token >= 0) {
      queue.writeBuffer(this.#buffer('token'), 0, Int32Array.of(token));
      return;
    }
    const promise = -token;
    for (const { tokens, first, size } of this.#drafts) {
      if (promise < first || promise >= first + size) continue;
      this.#submit((encoder) => encoder.copyBufferToBuffer(tokens, 4 * (promise - first), this.#buffer('token'), 0, 4));
      return;
    }
    throw new Error('A token was promised by a draft that is gone.');
  }

  #draw({ tokens }: Draft, cell: number, shaping: Shaping, seed: number): void {
    const draws = [{ seed, place: cell, slot: cell }];
    this.#submit((encoder) => this.#sample.record(encoder, { logits: this.#buffer('logits'), draws, shaping, tokens }));
  }

  /** A row [layers, heads, 1, headDim], put into [layers, heads, context, headDim]. */
  #remember(encoder: GPUCommandEncoder, row: 'key' | 'value', rows: GPUBuffer, position: number): void {
    const { layers, heads, context, headDim } = this.#parts.manifest;
    const bytes = 4 * headDim;
    for (let head = 0; head < layers * heads; head++) {
      encoder.copyBufferToBuffer(this.#buffer(row), head * bytes, rows, (head * context + position) * bytes, bytes);
    }
  }

  #submit(record: (encoder: GPUCommandEncoder) => void): void {
    const { device } = this.#parts.gpu;
    const encoder = device.createCommandEncoder({ label });
    record(encoder);
    device.queue.submit([encoder.finish()]);
  }

  /** Made with the tensors over it; the same one ever since. */
  #buffer(name: 'token' | 'position' | 'condition' | 'logits' | 'key' | 'value'): GPUBuffer {
    return this.#buffers.storage(name, 0);
  }
}
