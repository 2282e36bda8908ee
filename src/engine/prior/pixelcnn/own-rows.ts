// A PixelCNN's rows with our own kernels, on one thread: of each window is kept what was computed of it (stacks.ts), and a
// cell takes what the tokens before it have changed since: mostly one column, and at a row's beginning one row of the
// vertical stack. Where somebody asks about another place, the rows above it are read first.
import { CachePool } from '../cache-pool.ts';
import type { PixelCnnManifest } from '../prior-manifest.ts';
import type { Condition } from '../prior-protocol.ts';
import { readPixelCnn } from './network.ts';
import type { RowsModel, RowsView } from './rows-model.ts';
import { Stacks, type WindowMaps } from './stacks.ts';

export class OwnRows implements RowsModel {
  readonly backend = 'wasm';
  readonly #stacks: Stacks;
  readonly #pool: CachePool<KeptWindow>;

  private constructor(stacks: Stacks, manifest: PixelCnnManifest) {
    this.#stacks = stacks;
    this.#pool = new CachePool(() => new KeptWindow(stacks, manifest));
  }

  /** @returns null for a graph that our kernels do not know, or where the browser has no WebAssembly SIMD */
  static create(model: Uint8Array, manifest: PixelCnnManifest): OwnRows | null {
    const network = readPixelCnn(model, manifest);
    const stacks = network && Stacks.create(network, manifest.grid[1]);
    return stacks && new OwnRows(stacks, manifest);
  }

  /** Bytes that it takes: as many as so many windows need. */
  get size(): number {
    return this.#stacks.size;
  }

  async logits({ tokens, left }: RowsView, column: number, condition: Condition): Promise<Float32Array> {
    const window = this.#pool.get(`${left}|${condition.join()}`);
    return window.logits(tokens, column, condition);
  }

  async dispose(): Promise<void> {
    // Its memory goes with it.
  }
}

/** What was computed of one window, and of which tokens. */
class KeptWindow {
  readonly #stacks: Stacks;
  readonly #maps: WindowMaps;
  readonly #rows: number;
  readonly #width: number;
  readonly #nothing: number;
  /** [rows, width]: what the maps are of. */
  readonly #tokens: Int32Array;
  #known = false;
  /** Columns of the last row that are computed. */
  #columns = 0;

  constructor(stacks: Stacks, { rows, grid, maskToken }: PixelCnnManifest) {
    this.#stacks = stacks;
    this.#maps = stacks.openWindow();
    this.#rows = rows;
    this.#width = grid[1];
    this.#nothing = maskToken;
    this.#tokens = new Int32Array(rows * this.#width);
  }

  forget(): void {
    this.#known = false;
  }

  logits(tokens: Int32Array, column: number, condition: Condition): Float32Array {
    this.#readAbove(tokens, condition);
    const last = (this.#rows - 1) * this.#width;
    const same = agreement(this.#tokens.subarray(last), tokens.subarray(last));
    this.#tokens.set(tokens);
    // A column is computed from those before it.
    const first = Math.min(this.#columns, same + 1);
    if (column >= first) this.#stacks.along(this.#maps, tokens, last, first, column + 1);
    this.#columns = Math.max(first, column + 1);
    return this.#stacks.logits(this.#maps, column);
  }

  #readAbove(tokens: Int32Array, condition: Condition): void {
    const width = this.#width;
    const above = (this.#rows - 1) * width;
    const kept = this.#tokens;
    if (this.#known && agreement(kept.subarray(0, above), tokens) === above) return;
    const isNext = this.#known && agreement(kept.subarray(width, above), tokens) === above - width;
    if (isNext) this.#stacks.down(this.#maps, tokens, above - width);
    else this.#readAllAbove(tokens, condition);
    this.#stacks.hear(this.#maps);
    this.#known = true;
    this.#columns = 0;
  }

  #readAllAbove(tokens: Int32Array, condition: Condition): void {
    const width = this.#width;
    this.#stacks.clear(this.#maps, condition);
    for (let row = 1; row < this.#rows; row++) {
      // Rows before the grid are nothing, as padding is.
      const inside = row === this.#rows - 1 || tokens[row * width] !== this.#nothing;
      if (inside) this.#stacks.down(this.#maps, tokens, (row - 1) * width);
    }
  }
}

/** How many of the first tokens are the same, of as many as `some` has. */
function agreement(some: Int32Array, others: Int32Array): number {
  let i = 0;
  while (i < some.length && some[i] === others[i]) i++;
  return i;
}
