// A PixelCNN's rows by ONNX Runtime, on WebAssembly: all of them are computed in each run, for graphs that our own kernels
// do not know.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { EngineError } from '../../engine-error.ts';
import type { OnnxRuntime } from '../../runtime/onnx-runtime.ts';
import { numbersOf } from '../prior.ts';
import type { PixelCnnManifest } from '../prior-manifest.ts';
import type { Condition } from '../prior-protocol.ts';
import type { RowsModel, RowsView } from './rows-model.ts';

export interface OnnxRowsParts {
  readonly manifest: PixelCnnManifest;
  readonly codebookSize: number;
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession;
}

export class OnnxRows implements RowsModel {
  readonly backend = 'wasm';
  readonly #manifest: PixelCnnManifest;
  readonly #codebookSize: number;
  readonly #session: InferenceSession;
  readonly #tokens: Tensor;
  readonly #condition: Tensor;
  /** Of the last run: all of its row's cells, [width, K]. */
  #logits: Float32Array | null = null;

  constructor({ manifest, codebookSize, runtime, session }: OnnxRowsParts) {
    const { grid, rows, conditions } = manifest;
    this.#manifest = manifest;
    this.#codebookSize = codebookSize;
    this.#session = session;
    this.#tokens = runtime.int32(new Int32Array(rows * grid[1]), [rows, grid[1]]);
    this.#condition = runtime.int32(new Int32Array(conditions.length), [conditions.length]);
  }

  /** One run tells of all cells of a row: what it was shown may be asked about again. */
  async logits({ tokens }: RowsView, column: number, condition: Condition): Promise<Float32Array> {
    const shown = this.#tokens.data as Int32Array;
    const told = this.#condition.data as Int32Array;
    if (!this.#logits || !isSame(shown, tokens) || !isSame(told, condition)) {
      shown.set(tokens);
      told.set(condition);
      this.#logits = null;
      this.#logits = await this.#run();
    }
    return this.#logits.subarray(column * this.#codebookSize, (column + 1) * this.#codebookSize);
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  async #run(): Promise<Float32Array> {
    const { inputs, outputs, grid } = this.#manifest;
    const result = await this.#session.run({ [inputs.tokens]: this.#tokens, [inputs.condition]: this.#condition });
    const logits = numbersOf(result, outputs.logits);
    const count = grid[1] * this.#codebookSize;
    if (logits.length === count) return logits;
    throw new EngineError('pack-invalid', `This prior gives ${logits.length} logits, not ${count}.`);
  }
}

function isSame(some: ArrayLike<number>, others: ArrayLike<number>): boolean {
  for (let i = 0; i < some.length; i++) if (some[i] !== others[i]) return false;
  return true;
}
