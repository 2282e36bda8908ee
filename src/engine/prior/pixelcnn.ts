// A gated PixelCNN (A. van den Oord et al., 2016, arXiv 1606.05328): cells in raster order, each from the rows above and
// from what is left of it, by convolutions. It remembers nothing between two cells: its receptive field is a few rows, and
// these are what the graph reads, so a cell costs the same wherever it is and however large the picture.
//
// A picture may have any number of rows. Wider ones than the prior knows are seen through windows (windows.ts).
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Size } from '../../core/rect.ts';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import { Sampler } from '../../core/sampling/sampler.ts';
import { bitsOf } from '../../core/sampling/softmax.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../engine-error.ts';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import { isAny, numbersOf, type Prior } from './prior.ts';
import type { PixelCnnManifest } from './prior-manifest.ts';
import type { Condition, FillJob, Seen } from './prior-protocol.ts';
import { fillInRasterOrder } from './raster.ts';
import type { Turns } from './turns.ts';
import { windowAround } from './windows.ts';

export interface PixelCnnParts {
  readonly manifest: PixelCnnManifest;
  readonly codebookSize: number;
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession;
}

export class PixelCnnPrior implements Prior {
  readonly backend = 'wasm';
  readonly #manifest: PixelCnnManifest;
  readonly #codebookSize: number;
  readonly #session: InferenceSession;
  readonly #window: Size;
  readonly #sampler: Sampler;
  readonly #tokens: Tensor;
  readonly #condition: Tensor;
  readonly #any: Condition;

  constructor({ manifest, codebookSize, runtime, session }: PixelCnnParts) {
    const { grid, rows, conditions } = manifest;
    this.#manifest = manifest;
    this.#codebookSize = codebookSize;
    this.#session = session;
    this.#window = { width: grid[1], height: rows };
    this.#sampler = new Sampler(codebookSize);
    this.#tokens = runtime.int32(new Int32Array(rows * grid[1]), [rows, grid[1]]);
    this.#condition = runtime.int32(new Int32Array(conditions.length), [conditions.length]);
    this.#any = conditions.map(({ any }) => any);
  }

  async fill(job: FillJob, turns: Turns, onToken: (change: CellChange) => void): Promise<void> {
    const logits = (grid: TokenGrid, cell: number, condition: Condition) => this.#logits(grid, cell, condition, turns);
    const writer = { sampler: this.#sampler, codebookSize: this.#codebookSize, any: this.#any, logits };
    await fillInRasterOrder(writer, job, onToken);
  }

  async distribution({ grid }: Seen, cell: number, condition: Condition, turns: Turns): Promise<CellLogits> {
    return {
      conditional: (await this.#logits(grid, cell, condition, turns)).slice(),
      unconditional: isAny(condition, this.#manifest.conditions)
        ? null
        : (await this.#logits(grid, cell, this.#any, turns)).slice(),
    };
  }

  /** One run tells of all cells of a row that are seen through one window. */
  async surprise(
    { grid }: Seen,
    condition: Condition,
    turns: Turns,
    onBits: (cell: number, bits: number) => void,
  ): Promise<void> {
    for (let row = 0; row < grid.height; row++) {
      let seenFrom = -1;
      let logits: Float32Array = new Float32Array();
      for (let x = 0; x < grid.width; x++) {
        const cell = row * grid.width + x;
        const left = windowAround(cell, grid, this.#window).x;
        if (left !== seenFrom) logits = await turns.run(() => this.#look(grid, row, left, condition));
        seenFrom = left;
        onBits(cell, bitsOf(this.#columnOf(logits, x - left), grid.tokens[cell]!));
      }
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  async #logits(grid: TokenGrid, cell: number, condition: Condition, turns: Turns): Promise<Float32Array> {
    const left = windowAround(cell, grid, this.#window).x;
    const row = Math.floor(cell / grid.width);
    const logits = await turns.run(() => this.#look(grid, row, left, condition));
    return this.#columnOf(logits, (cell % grid.width) - left);
  }

  /** @returns the logits of a row's cells within the window that begins at `left`, [width, K], each given those before it */
  async #look(grid: TokenGrid, row: number, left: number, condition: Condition): Promise<Float32Array> {
    const { inputs, outputs, maskToken, rows } = this.#manifest;
    const { width } = this.#window;
    const tokens = this.#tokens.data as Int32Array;
    for (let i = 0; i < tokens.length; i++) {
      const x = left + (i % width);
      const y = row - rows + 1 + Math.floor(i / width);
      tokens[i] = y >= 0 && x < grid.width ? grid.tokens[y * grid.width + x]! : maskToken;
    }
    (this.#condition.data as Int32Array).set(condition);
    const result = await this.#session.run({ [inputs.tokens]: this.#tokens, [inputs.condition]: this.#condition });
    const logits = numbersOf(result, outputs.logits);
    const count = width * this.#codebookSize;
    if (logits.length === count) return logits;
    throw new EngineError('pack-invalid', `This prior gives ${logits.length} logits, not ${count}.`);
  }

  #columnOf(logits: Float32Array, column: number): Float32Array {
    return logits.subarray(column * this.#codebookSize, (column + 1) * this.#codebookSize);
  }
}
