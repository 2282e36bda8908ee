// A transformer that sees a whole grid with some cells masked and says of each what it may be (MaskGIT: H. Chang et al.,
// 2022, arXiv 2202.04200). It writes in a few steps, in each as many cells as the cosine schedule says, and looks again with
// those in place. MaskGIT writes first what it is surest of; so a picture soon settles in plain background, and what it
// writes at a time lies close together. Here the cells' order is that of a Halton sequence (core/sampling/halton-order.ts).
//
// A prior of a finer level is also shown the coarser level's codes over its window (Razavi et al. 2019, arXiv 1906.00446):
// its windows then begin where a coarser code does, so that they hold whole ones.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { maskBounds, maskFromCells } from '../../core/cell-mask.ts';
import { sizeOnLevel } from '../../core/levels.ts';
import { type Rect, type Size, scale } from '../../core/rect.ts';
import { PlacedRandom } from '../../core/sampling/counter-random.ts';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import { haltonOrder } from '../../core/sampling/halton-order.ts';
import { stepAfter, writtenAfter } from '../../core/sampling/masked-schedule.ts';
import { Sampler } from '../../core/sampling/sampler.ts';
import { bitsOf, guide } from '../../core/sampling/softmax.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../engine-error.ts';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import { isAny, numbersOf, type Prior } from './prior.ts';
import type { MaskedManifest } from './prior-manifest.ts';
import type { Condition, FillJob, FillOptions, Seen } from './prior-protocol.ts';
import type { Turns } from './turns.ts';
import { positionIn, readWindow, windowAround, windowCentredOn } from './windows.ts';

/** The random numbers that the order of writing goes by stand at a place that no cell has. */
const orderPlace = 0xffffffff;

/** For surprise, cells so far apart each way are masked together: one in sixteen. */
const apart = 4;

export interface MaskedParts {
  readonly manifest: MaskedManifest;
  readonly codebookSize: number;
  /** Of the coarser level that the prior is told; 0 where it is told none. */
  readonly codesAbove: number;
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession;
}

/** A grid with its open cells masked, and the coarser level's codes over it. */
interface Known extends TokenGrid {
  readonly above: TokenGrid | null;
}

/** What one window is asked: the cells whose logits are wanted. */
interface View {
  readonly window: Rect;
  readonly cells: readonly number[];
}

export class MaskedPrior implements Prior {
  readonly backend = 'wasm';
  readonly #manifest: MaskedManifest;
  readonly #codebookSize: number;
  readonly #session: InferenceSession;
  readonly #window: Size;
  /** Cells each way that a code above covers; 1 where none is told. */
  readonly #scale: number;
  readonly #codesAbove: number;
  readonly #sampler: Sampler;
  readonly #tokens: Tensor;
  readonly #above: Tensor | null;
  readonly #condition: Tensor;
  readonly #any: Condition;
  /** In which order the cells of a window are written, but for a shift. Windows beside each other have the same. */
  readonly #order: Int32Array;

  constructor({ manifest, codebookSize, codesAbove, runtime, session }: MaskedParts) {
    const { above } = manifest;
    const conditions = manifest.conditions.length;
    this.#manifest = manifest;
    this.#codebookSize = codebookSize;
    this.#session = session;
    this.#window = { width: manifest.grid[1], height: manifest.grid[0] };
    this.#scale = above ? manifest.grid[0] / above.grid[0] : 1;
    this.#codesAbove = codesAbove;
    this.#sampler = new Sampler(codebookSize);
    const codesSeen = above ? above.grid[0] * above.grid[1] : 0;
    this.#above = above ? runtime.int32(new Int32Array(codesSeen), [codesSeen]) : null;
    this.#tokens = runtime.int32(new Int32Array(manifest.context), [manifest.context]);
    this.#condition = runtime.int32(new Int32Array(conditions), [conditions]);
    this.#any = manifest.conditions.map(({ any }) => any);
    this.#order = haltonOrder(this.#window);
  }

  async fill(job: FillJob, turns: Turns, onToken: (change: CellChange) => void): Promise<void> {
    const { grid, cells, limit, options } = job;
    if (cells.length === 0) return;
    const known = this.#masked(job, job.open);
    // By the whole job's cells, so that a run that goes on sees what one that was never stopped would see.
    const views = this.#views(cells, grid);
    const placeOf = this.#placesFor(options.seed, grid);
    const order = [...job.open].sort((a, b) => placeOf(a) - placeOf(b) || a - b);
    let written = cells.length - order.length;
    const goal = Math.min(cells.length, written + limit);
    while (written < goal) {
      const step = stepAfter(written, options.steps, cells.length);
      const next = new Set(order.splice(0, writtenAfter(step + 1, options.steps, cells.length) - written));
      const drawn: CellChange[] = [];
      for (const { window, cells: seen } of views) {
        const asked = seen.filter((cell) => next.has(cell));
        if (asked.length > 0) drawn.push(...(await this.#drawAll({ window, cells: asked }, known, options, turns)));
      }
      for (const change of drawn.sort((a, b) => a.index - b.index)) {
        known.tokens[change.index] = change.code;
        onToken(change);
      }
      written += drawn.length;
    }
  }

  async distribution(seen: Seen, cell: number, condition: Condition, turns: Turns): Promise<CellLogits> {
    const { grid } = seen;
    const around = { x: cell % grid.width, y: Math.floor(cell / grid.width), width: 1, height: 1 };
    const window = windowCentredOn(around, grid, this.#window, this.#scale);
    const known = this.#masked(seen, [cell]);
    const logitsUnder = async (told: Condition) =>
      this.#rowOf(await turns.run(() => this.#look(known, window, told)), window, cell, grid).slice();
    return {
      conditional: await logitsUnder(condition),
      unconditional: isAny(condition, this.#manifest.conditions) ? null : await logitsUnder(this.#any),
    };
  }

  /**
   * Of each token given the others: its pseudo-likelihood. To mask each alone would take a run a cell, so cells that
   * stand `apart` are masked together: each still sees all of its neighbours, and fifteen in sixteen of its window.
   */
  async surprise(
    seen: Seen,
    condition: Condition,
    turns: Turns,
    onBits: (cell: number, bits: number) => void,
  ): Promise<void> {
    const { grid } = seen;
    const groupOf = (cell: number) => (Math.floor(cell / grid.width) % apart) * apart + ((cell % grid.width) % apart);
    for (const { window, cells } of this.#views(Array.from(grid.tokens.keys()), grid)) {
      for (let group = 0; group < apart * apart; group++) {
        const asked = cells.filter((cell) => groupOf(cell) === group);
        if (asked.length === 0) continue;
        // All cells of the group, also those that this window shows and another one is asked about.
        const inWindow = cellsWithin(window, grid).filter((cell) => groupOf(cell) === group);
        const known = this.#masked(seen, inWindow);
        const logits = await turns.run(() => this.#look(known, window, condition));
        for (const cell of asked) onBits(cell, bitsOf(this.#rowOf(logits, window, cell, grid), grid.tokens[cell]!));
      }
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }

  /** By cell its place in the order of writing, which each seed begins elsewhere. */
  #placesFor(seed: number, grid: Size): (cell: number) => number {
    const { width, height } = this.#window;
    const random = new PlacedRandom();
    random.moveTo(seed, orderPlace);
    const [right, down] = [Math.floor(random.at(0) * width), Math.floor(random.at(1) * height)];
    return (cell) => {
      const x = ((cell % grid.width) + right) % width;
      const y = (Math.floor(cell / grid.width) + down) % height;
      return this.#order[y * width + x]!;
    };
  }

  /** One window about all cells where they fit into one; else windows half a window apart, each cell in the middle of its own. */
  #views(cells: readonly number[], grid: TokenGrid): View[] {
    const bounds = maskBounds(maskFromCells(cells, grid));
    const centred = windowCentredOn(bounds, grid, this.#window, this.#scale);
    const fitsAcross = bounds.x >= centred.x && bounds.x + bounds.width <= centred.x + centred.width;
    const fitsDown = bounds.y >= centred.y && bounds.y + bounds.height <= centred.y + centred.height;
    const views = new Map<string, { window: Rect; cells: number[] }>();
    for (const cell of cells) {
      const standing = windowAround(cell, grid, this.#window, this.#scale);
      const window = {
        ...centred,
        x: fitsAcross ? centred.x : standing.x,
        y: fitsDown ? centred.y : standing.y,
      };
      const name = `${window.x},${window.y}`;
      const view = views.get(name) ?? { window, cells: [] };
      view.cells.push(cell);
      views.set(name, view);
    }
    return [...views.values()];
  }

  /** @throws EngineError `model-failed` where the coarser level is not told, or of another picture's size */
  #masked({ grid, above = null }: Seen, cells: readonly number[]): Known {
    const { width, height } = grid;
    if (this.#above) {
      const size = sizeOnLevel(grid, this.#scale);
      if (above?.width !== size.width || above.height !== size.height) {
        throw new EngineError(
          'model-failed',
          `This prior needs ${size.width}×${size.height} codes of the level above.`,
        );
      }
    }
    const tokens = grid.tokens.slice();
    for (const cell of cells) tokens[cell] = this.#manifest.maskToken;
    return { width, height, tokens, above };
  }

  /** Draws a code for each cell of a view. */
  async #drawAll({ window, cells }: View, known: Known, options: FillOptions, turns: Turns): Promise<CellChange[]> {
    const { condition, guidance, seed } = options;
    const guided = guidance !== 1 && !isAny(condition, this.#manifest.conditions);
    const logits = await turns.run(() => this.#look(known, window, condition));
    const unconditional = guided ? await turns.run(() => this.#look(known, window, this.#any)) : null;
    return cells.map((cell) => {
      const row = this.#rowOf(logits, window, cell, known);
      if (unconditional) guide(row, this.#rowOf(unconditional, window, cell, known), guidance, row);
      return { index: cell, code: this.#sampler.draw(row, options, { seed, place: cell }) };
    });
  }

  /** @returns the model's own view of its output, [context, K]; what lies beside the grid is masked, for it is not known */
  async #look(known: Known, window: Rect, condition: Condition): Promise<Float32Array> {
    const { inputs, outputs, maskToken, context } = this.#manifest;
    readWindow(known, window, maskToken, this.#tokens.data as Int32Array);
    (this.#condition.data as Int32Array).set(condition);
    const feeds = { [inputs.tokens]: this.#tokens, [inputs.condition]: this.#condition };
    if (inputs.above && this.#above && known.above) {
      readWindow(known.above, scale(window, 1 / this.#scale), this.#codesAbove, this.#above.data as Int32Array);
      feeds[inputs.above] = this.#above;
    }
    const result = await this.#session.run(feeds);
    const logits = numbersOf(result, outputs.logits);
    const count = context * this.#codebookSize;
    if (logits.length === count) return logits;
    throw new EngineError('pack-invalid', `This prior gives ${logits.length} logits, not ${count}.`);
  }

  #rowOf(logits: Float32Array, window: Rect, cell: number, grid: Size): Float32Array {
    const start = positionIn(window, cell, grid) * this.#codebookSize;
    return logits.subarray(start, start + this.#codebookSize);
  }
}

function cellsWithin(window: Rect, { width, height }: Size): number[] {
  const cells: number[] = [];
  for (let y = Math.max(0, window.y); y < Math.min(height, window.y + window.height); y++) {
    for (let x = Math.max(0, window.x); x < Math.min(width, window.x + window.width); x++) cells.push(y * width + x);
  }
  return cells;
}
