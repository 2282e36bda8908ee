// A transformer that writes cells in raster order, each given those before it: one step a token, with a key/value cache.
//
// Between two turns in the engine's queue anything may happen; but one cell's logits are brought to their end before
// another's are begun, or two jobs could undo each other's caches for ever. Each cell looks how much of what precedes it
// its window's cache has read already, and has the rest read.
import type { Size } from '../../core/rect.ts';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import { Sampler } from '../../core/sampling/sampler.ts';
import { bitsOf } from '../../core/sampling/softmax.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../engine-error.ts';
import { CachePool } from './cache-pool.ts';
import { KeyValueCache } from './key-value-cache.ts';
import { isAny, type Prior } from './prior.ts';
import type { AutoregressiveManifest } from './prior-manifest.ts';
import type { Condition, FillJob, Seen } from './prior-protocol.ts';
import { fillInRasterOrder } from './raster.ts';
import type { StepModel } from './step/step-model.ts';
import type { Turns } from './turns.ts';
import { positionIn, readPrefix, windowAround } from './windows.ts';

export interface AutoregressiveParts {
  readonly manifest: AutoregressiveManifest;
  readonly codebookSize: number;
  readonly step: StepModel;
}

export class AutoregressivePrior implements Prior {
  readonly #manifest: AutoregressiveManifest;
  readonly #codebookSize: number;
  readonly #step: StepModel;
  readonly #window: Size;
  readonly #pool: CachePool;
  readonly #sampler: Sampler;
  readonly #any: Condition;
  /** Resolves when the caches are nobody's. */
  #free: Promise<void> = Promise.resolve();
  /** Questions that have the caches or wait for them. */
  #line = 0;

  constructor({ manifest, codebookSize, step }: AutoregressiveParts) {
    this.#manifest = manifest;
    this.#codebookSize = codebookSize;
    this.#step = step;
    this.#window = { width: manifest.grid[1], height: manifest.grid[0] };
    this.#pool = new CachePool(() => new KeyValueCache(step.openWindow(), manifest.context));
    this.#sampler = new Sampler(codebookSize);
    this.#any = manifest.conditions.map(({ any }) => any);
  }

  async fill(job: FillJob, turns: Turns, onToken: (change: CellChange) => void): Promise<void> {
    const inputs = this.#newInputs();
    const logits = (grid: TokenGrid, cell: number, condition: Condition) =>
      this.#logits(grid, cell, condition, inputs, turns);
    const writer = { sampler: this.#sampler, codebookSize: this.#codebookSize, any: this.#any, logits };
    await fillInRasterOrder(writer, job, onToken);
  }

  async distribution({ grid }: Seen, cell: number, condition: Condition, turns: Turns): Promise<CellLogits> {
    const inputs = this.#newInputs();
    return {
      conditional: (await this.#logits(grid, cell, condition, inputs, turns)).slice(),
      unconditional: isAny(condition, this.#manifest.conditions)
        ? null
        : (await this.#logits(grid, cell, this.#any, inputs, turns)).slice(),
    };
  }

  async surprise(
    { grid }: Seen,
    condition: Condition,
    turns: Turns,
    onBits: (cell: number, bits: number) => void,
  ): Promise<void> {
    const inputs = this.#newInputs();
    for (let cell = 0; cell < grid.tokens.length; cell++) {
      onBits(cell, bitsOf(await this.#logits(grid, cell, condition, inputs, turns), grid.tokens[cell]!));
    }
  }

  async dispose(): Promise<void> {
    await this.#step.dispose();
  }

  #newInputs(): Int32Array {
    return new Int32Array(this.#manifest.context + 1);
  }

  /**
   * @param inputs scratch of the caller's own: callers take turns
   * @returns logits that are valid until the next are asked for
   */
  async #logits(
    grid: TokenGrid,
    cell: number,
    condition: Condition,
    inputs: Int32Array,
    turns: Turns,
  ): Promise<Float32Array> {
    const window = windowAround(cell, grid, this.#window);
    const last = positionIn(window, cell, grid);
    readPrefix(grid, window, last, this.#manifest.startToken, inputs);
    if (this.#line > 0) turns.rest();
    this.#line++;
    const before = this.#free;
    let release = (): void => undefined;
    this.#free = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    try {
      const cache = this.#pool.get(`${window.x},${window.y}|${condition.join()}`);
      // The last step is always run: its logits are what is asked for.
      let position = Math.min(last, cache.agreement(inputs, last + 1));
      while (position < last) {
        const next = position++;
        await turns.run(() => cache.read(next, inputs[next]!, condition));
      }
      const logits = await turns.run(() => cache.read(last, inputs[last]!, condition));
      if (logits.length === this.#codebookSize) return logits;
      throw new EngineError('pack-invalid', `This prior gives ${logits.length} logits, not ${this.#codebookSize}.`);
    } finally {
      this.#line--;
      release();
    }
  }
}
