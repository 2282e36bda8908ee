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
import type { NetworkBackend } from '../protocol.ts';
import { CachePool } from './cache-pool.ts';
import { KeyValueCache } from './key-value-cache.ts';
import { isAny, type Prior } from './prior.ts';
import type { AutoregressiveManifest } from './prior-manifest.ts';
import type { Condition, FillJob, Seen } from './prior-protocol.ts';
import { fillInRasterOrder } from './raster.ts';
import type { StepDraft, StepModel } from './step/step-model.ts';
import type { Turns } from './turns.ts';
import { positionIn, readPrefix, windowAround } from './windows.ts';

/** Tokens that are drawn elsewhere come here so many at a time. */
const collected = 8;

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
  readonly #pool: CachePool<KeyValueCache>;
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

  get backend(): NetworkBackend {
    return this.#step.backend;
  }

  async fill(job: FillJob, turns: Turns, onToken: (change: CellChange) => void): Promise<void> {
    const { condition, guidance } = job.options;
    // A mix of two readings is made here.
    const mixes = guidance !== 1 && !isAny(condition, this.#manifest.conditions);
    const draft = mixes ? null : this.#step.openDraft(job.grid);
    if (draft) {
      try {
        await this.#fillThere(draft, job, turns, onToken);
      } finally {
        draft.dispose();
      }
      return;
    }
    const inputs = this.#newInputs();
    const logits = (grid: TokenGrid, cell: number, told: Condition) => this.#logits(grid, cell, told, inputs, turns);
    const writer = { sampler: this.#sampler, codebookSize: this.#codebookSize, any: this.#any, logits };
    await fillInRasterOrder(writer, job, onToken);
  }

  /** Where the model draws the tokens itself: they come here a few at a time, to be shown. */
  async #fillThere(
    draft: StepDraft,
    { grid, open, limit, options }: FillJob,
    turns: Turns,
    onToken: (change: CellChange) => void,
  ): Promise<void> {
    const { condition, seed } = options;
    const inputs = this.#newInputs();
    const known = { width: grid.width, height: grid.height, tokens: grid.tokens.slice() };
    for (let start = 0; start < Math.min(limit, open.length); start += collected) {
      const cells = open.slice(start, Math.min(start + collected, limit));
      for (const cell of cells) {
        await this.#ask(known, cell, condition, inputs, turns, async () => draft.draw(cell, options, seed));
        known.tokens[cell] = draft.promised(cell);
      }
      turns.rest();
      const codes = await draft.collect(cells);
      cells.forEach((cell, i) => {
        known.tokens[cell] = codes[i]!;
        for (const cache of this.#pool.all) cache.keep(draft.promised(cell), codes[i]!);
        onToken({ index: cell, code: codes[i]! });
      });
    }
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
    const logits = await this.#ask(grid, cell, condition, inputs, turns, () => this.#step.logits());
    if (logits.length === this.#codebookSize) return logits;
    throw new EngineError('pack-invalid', `This prior gives ${logits.length} logits, not ${this.#codebookSize}.`);
  }

  /** Has everything read that precedes a cell. @param answer takes the cell's logits from the model, in the same turn */
  async #ask<T>(
    grid: TokenGrid,
    cell: number,
    condition: Condition,
    inputs: Int32Array,
    turns: Turns,
    answer: () => Promise<T>,
  ): Promise<T> {
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
      return await turns.run(async () => {
        await cache.read(last, inputs[last]!, condition);
        return answer();
      });
    } finally {
      this.#line--;
      release();
    }
  }
}
