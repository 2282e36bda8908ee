// A step by ONNX Runtime, on WebAssembly: for graphs that our own kernels do not know.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { OnnxRuntime } from '../../runtime/onnx-runtime.ts';
import { numbersOf } from '../prior.ts';
import type { AutoregressiveManifest } from '../prior-manifest.ts';
import type { Condition } from '../prior-protocol.ts';
import type { StepModel, StepWindow } from './step-model.ts';

export interface OnnxStepParts {
  readonly manifest: AutoregressiveManifest;
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession;
}

export class OnnxStep implements StepModel {
  readonly backend = 'wasm';
  readonly #manifest: AutoregressiveManifest;
  readonly #runtime: OnnxRuntime;
  readonly #session: InferenceSession;
  readonly #token = new Int32Array(1);
  readonly #position = new Int32Array(1);
  readonly #condition: Int32Array;
  readonly #told: Readonly<Record<string, Tensor>>;
  #logits: Float32Array = new Float32Array();

  constructor({ manifest, runtime, session }: OnnxStepParts) {
    const { inputs, conditions } = manifest;
    this.#manifest = manifest;
    this.#runtime = runtime;
    this.#session = session;
    this.#condition = new Int32Array(conditions.length);
    this.#told = {
      [inputs.token]: runtime.int32(this.#token, [1]),
      [inputs.position]: runtime.int32(this.#position, [1]),
      [inputs.condition]: runtime.int32(this.#condition, [conditions.length]),
    };
  }

  openWindow(): StepWindow {
    const { inputs, layers, heads, context, headDim } = this.#manifest;
    const [keys, values] = [0, 1].map(() => new Float32Array(layers * heads * context * headDim)) as [
      Float32Array,
      Float32Array,
    ];
    const dims = [layers, heads, context, headDim];
    const feeds = {
      ...this.#told,
      [inputs.pastKey]: this.#runtime.float32(keys, dims),
      [inputs.pastValue]: this.#runtime.float32(values, dims),
    };
    return {
      read: async (position, token, condition) => {
        this.#tell(position, token, condition);
        const { outputs } = this.#manifest;
        const result = await this.#session.run(feeds);
        this.#remember(numbersOf(result, outputs.key), keys, position);
        this.#remember(numbersOf(result, outputs.value), values, position);
        this.#logits = numbersOf(result, outputs.logits);
      },
    };
  }

  async logits(): Promise<Float32Array> {
    return this.#logits;
  }

  openDraft(): null {
    return null;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  #tell(position: number, token: number, condition: Condition): void {
    this.#token[0] = token;
    this.#position[0] = position;
    this.#condition.set(condition);
  }

  /** @param row [layers, heads, 1, headDim], to be put into [layers, heads, context, headDim] */
  #remember(row: Float32Array, rows: Float32Array, position: number): void {
    const { layers, heads, context, headDim } = this.#manifest;
    for (let head = 0, from = 0; head < layers * heads; head++) {
      let to = (head * context + position) * headDim;
      for (let i = 0; i < headDim; i++, from++, to++) rows[to] = row[from]!;
    }
  }
}
