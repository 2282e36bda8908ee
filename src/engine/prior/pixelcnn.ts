// A PixelCNN (A. van den Oord et al., 2016, arXiv 1606.05328): cells in raster order, each from the rows above and from what
// is left of it, by convolutions. Its receptive field is a few rows, so a cell costs the same wherever it is and however
// large the picture.
//
// A picture may have any number of rows. Wider ones than the prior knows are seen through windows (windows.ts).
import type { Size } from '../../core/rect.ts';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import { Sampler } from '../../core/sampling/sampler.ts';
import { bitsOf } from '../../core/sampling/softmax.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import type { NetworkBackend } from '../protocol.ts';
import type { RowsModel } from './pixelcnn/rows-model.ts';
import { isAny, type Prior } from './prior.ts';
import type { PixelCnnManifest } from './prior-manifest.ts';
import type { Condition, FillJob, Seen } from './prior-protocol.ts';
import { fillInRasterOrder } from './raster.ts';
import type { Turns } from './turns.ts';
import { windowAround } from './windows.ts';

export interface PixelCnnParts {
  readonly manifest: PixelCnnManifest;
  readonly codebookSize: number;
  readonly model: RowsModel;
}

export class PixelCnnPrior implements Prior {
  readonly #manifest: PixelCnnManifest;
  readonly #codebookSize: number;
  readonly #model: RowsModel;
  readonly #window: Size;
  readonly #sampler: Sampler;
  /** What the model is shown. */
  readonly #tokens: Int32Array;
  readonly #any: Condition;

  constructor({ manifest, codebookSize, model }: PixelCnnParts) {
    const { grid, rows, conditions } = manifest;
    this.#manifest = manifest;
    this.#codebookSize = codebookSize;
    this.#model = model;
    this.#window = { width: grid[1], height: rows };
    this.#sampler = new Sampler(codebookSize);
    this.#tokens = new Int32Array(rows * grid[1]);
    this.#any = conditions.map(({ any }) => any);
  }

  get backend(): NetworkBackend {
    return this.#model.backend;
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

  async surprise(
    { grid }: Seen,
    condition: Condition,
    turns: Turns,
    onBits: (cell: number, bits: number) => void,
  ): Promise<void> {
    for (let cell = 0; cell < grid.tokens.length; cell++) {
      onBits(cell, bitsOf(await this.#logits(grid, cell, condition, turns), grid.tokens[cell]!));
    }
  }

  async dispose(): Promise<void> {
    await this.#model.dispose();
  }

  async #logits(grid: TokenGrid, cell: number, condition: Condition, turns: Turns): Promise<Float32Array> {
    const left = windowAround(cell, grid, this.#window).x;
    return turns.run(() => {
      this.#show(grid, Math.floor(cell / grid.width), left);
      return this.#model.logits({ tokens: this.#tokens, left }, (cell % grid.width) - left, condition);
    });
  }

  /** The rows down to `row`, as far as they lie in the window that begins at `left`. */
  #show(grid: TokenGrid, row: number, left: number): void {
    const { maskToken, rows } = this.#manifest;
    const { width } = this.#window;
    for (let i = 0; i < this.#tokens.length; i++) {
      const x = left + (i % width);
      const y = row - rows + 1 + Math.floor(i / width);
      this.#tokens[i] = y >= 0 && x < grid.width ? grid.tokens[y * grid.width + x]! : maskToken;
    }
  }
}
