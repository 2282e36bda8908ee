// A transformer that writes cells in raster order, each given those before it: one step a token, with a key/value cache.
//
// Between two turns in the engine's queue anything may happen; but one cell's logits are brought to their end before
// another's are begun, or two jobs could undo each other's caches for ever. Each cell looks how much of what precedes it
// its window's cache has read already, and has the rest read.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { Size } from '../../core/rect.ts';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import { Sampler } from '../../core/sampling/sampler.ts';
import { bitsOf } from '../../core/sampling/softmax.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../engine-error.ts';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import { CachePool } from './cache-pool.ts';
import type { KeyValueCache } from './key-value-cache.ts';
import { isAny, numbersOf, type Prior } from './prior.ts';
import type { AutoregressiveManifest } from './prior-manifest.ts';
import type { Condition, FillJob, Seen } from './prior-protocol.ts';
import { fillInRasterOrder } from './raster.ts';
import type { Turns } from './turns.ts';
import { positionIn, readPrefix, windowAround } from './windows.ts';

export interface AutoregressiveParts {
  readonly manifest: AutoregressiveManifest;
  readonly codebookSize: number;
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession;
}

export class AutoregressivePrior implements Prior {
  readonly #manifest: AutoregressiveManifest;
  readonly #codebookSize: number;
  readonly #session: InferenceSession;
  readonly #window: Size;
  readonly #pool: CachePool;
  readonly #sampler: Sampler;
  readonly #token: Tensor;
  readonly #position: Tensor;
  readonly #condition: Tensor;
  readonly #any: Condition;
  /** Resolves when the caches are nobody's. */
  #free: Promise<void> = Promise.resolve();
  /** Questions that have the caches or wait for them. */
  #line = 0;

  constructor({ manifest, codebookSize, runtime, session }: AutoregressiveParts) {
    const conditions = manifest.conditions.length;
    this.#manifest = manifest;
    this.#codebookSize = codebookSize;
    this.#session = session;
    this.#window = { width: manifest.grid[1], height: manifest.grid[0] };
    this.#pool = new CachePool(runtime, manifest);
    this.#sampler = new Sampler(codebookSize);
    this.#token = runtime.int32(new Int32Array(1), [1]);
    this.#position = runtime.int32(new Int32Array(1), [1]);
    this.#condition = runtime.int32(new Int32Array(conditions), [conditions]);
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
      conditional: await this.#logits(grid, cell, condition, inputs, turns),
      unconditional: isAny(condition, this.#manifest.conditions)
        ? null
        : await this.#logits(grid, cell, this.#any, inputs, turns),
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
    await this.#session.release();
  }

  #newInputs(): Int32Array {
    return new Int32Array(this.#manifest.context + 1);
  }

  /** @param inputs scratch of the caller's own: callers take turns */
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
        await turns.run(() => this.#step(cache, next, inputs[next]!, condition));
      }
      return await turns.run(() => this.#step(cache, last, inputs[last]!, condition));
    } finally {
      this.#line--;
      release();
    }
  }

  async #step(cache: KeyValueCache, position: number, token: number, condition: Condition): Promise<Float32Array> {
    const { inputs, outputs } = this.#manifest;
    (this.#token.data as Int32Array)[0] = token;
    (this.#position.data as Int32Array)[0] = position;
    (this.#condition.data as Int32Array).set(condition);
    const result = await this.#session.run({
      [inputs.token]: this.#token,
      [inputs.position]: this.#position,
      [inputs.condition]: this.#condition,
      [inputs.pastKey]: cache.key,
      [inputs.pastValue]: cache.value,
    });
    cache.write(position, token, numbersOf(result, outputs.key), numbersOf(result, outputs.value));
    const logits = numbersOf(result, outputs.logits);
    if (logits.length !== this.#codebookSize) {
      throw new EngineError('pack-invalid', `This prior gives ${logits.length} logits, not ${this.#codebookSize}.`);
    }
    return logits;
  }
}
