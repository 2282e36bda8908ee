// Keeps the reconstruction equal to the visible grid: whatever changed it, the difference to what was decoded last is
// decoded next. One decode is under way at a time, always begun for the newest grid. Of a decode in several windows the
// rest is dropped when a newer grid comes: what its windows settled stays, so a stroke makes progress however fast it is.
import type { RgbaImage } from '../core/image.ts';
import { changedInLayers, layered, type TokenLayers } from '../core/levels.ts';
import { type Rect, union } from '../core/rect.ts';
import type { TokenGrid } from '../core/token-grid.ts';
import { isAborted } from '../engine/engine-error.ts';
import type { DecodedPatch, DecodeWork } from '../engine/protocol.ts';
import type { DocumentLevel } from './state.ts';
import type { Surfaces } from './surfaces.ts';
import { recordSpan } from './timing.ts';

export interface LiveDecoderOptions {
  readonly surfaces: Surfaces;
  readonly decode: (
    grid: TokenLayers,
    changed: readonly number[] | null,
    onPatch: (patch: DecodedPatch) => void,
    signal: AbortSignal,
  ) => Promise<DecodeWork>;
  readonly onTime: (decoderMs: number) => void;
  /** The picture shows the visible grid, and nothing is under way. */
  readonly onSettled: () => void;
  readonly onError: (error: unknown) => void;
}

const changedColour = [255, 0, 128, 255] as const;

export class LiveDecoder {
  readonly #options: LiveDecoderOptions;
  #target: TokenLayers | null = null;
  /** Of each level the tokens that the pixels on screen were decoded from; null before the first decode. */
  #decoded: readonly Int32Array[] | null = null;
  #levels: readonly Pick<DocumentLevel, 'downsample'>[] = [];
  #running: { readonly controller: AbortController; progressed: boolean } | null = null;
  #clearMarks = false;
  /** Holds all marks of what the last edit changed. */
  #marked: Rect | null = null;
  /** False while there is no engine to ask. */
  #enabled = false;
  readonly #waiting: (() => void)[] = [];

  constructor(options: LiveDecoderOptions) {
    this.#options = options;
  }

  /** A picture of another document: nothing of what was decoded counts any more. */
  reset(grids: readonly TokenGrid[], levels: readonly Pick<DocumentLevel, 'downsample'>[]): void {
    this.#running?.controller.abort();
    this.#running = null;
    this.#decoded = null;
    this.#levels = levels;
    this.#target = layered(grids, levels);
    void this.#pursue();
  }

  /** The next decoded pixels start a new record of what the last edit changed. */
  beginEdit(): void {
    this.#clearMarks = true;
  }

  show(grids: readonly TokenGrid[]): void {
    this.#target = layered(grids, this.#levels);
    if (this.#running?.progressed) this.#running.controller.abort();
    void this.#pursue();
  }

  /** @param enabled whether the engine is ready; what it decoded before it went away stays valid */
  enable(enabled: boolean): void {
    this.#enabled = enabled;
    if (!enabled) this.#rest();
    void this.#pursue();
  }

  /** Resolves once the picture shows the newest grid; at once where no engine could bring that about. */
  whenSettled(): Promise<void> {
    if (!this.#enabled || !this.#target || (!this.#running && this.#isShown(this.#target))) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #isShown({ layers }: TokenLayers): boolean {
    return this.#decoded !== null && changedInLayers(this.#decoded, layers).length === 0;
  }

  #rest(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async #pursue(): Promise<void> {
    const grid = this.#target;
    if (!this.#enabled || this.#running || !grid) return;
    const whole = this.#decoded === null;
    const changed = whole ? null : changedInLayers(this.#decoded!, grid.layers);
    if (changed?.length === 0) {
      this.#options.onSettled();
      this.#rest();
      return;
    }
    const start = performance.now();
    const run = { controller: new AbortController(), progressed: false };
    this.#running = run;
    // Tokens of no code: cells that a stopped whole decode has not reached count as changed.
    const decoded = this.#decoded ?? grid.layers.map(({ length }) => new Int32Array(length).fill(-1));
    try {
      const work = await this.#options.decode(
        grid,
        changed,
        (patch) => {
          if (this.#running !== run) return;
          run.progressed = true;
          this.#decoded = decoded;
          this.#draw(patch, grid, decoded, whole);
        },
        run.controller.signal,
      );
      recordSpan(whole ? 'tessera:whole' : 'tessera:edit', start, work);
      if (this.#running === run) this.#options.onTime(work.decoderMs);
    } catch (error) {
      if (!isAborted(error)) {
        if (this.#running === run) this.#running = null;
        this.#options.onError(error);
        this.#rest();
        return;
      }
    }
    if (this.#running !== run) return;
    this.#running = null;
    void this.#pursue();
  }

  #draw(patch: DecodedPatch, grid: TokenLayers, decoded: readonly Int32Array[], whole: boolean): void {
    const { reconstruction, changed } = this.#options.surfaces;
    const { downsample } = this.#levels.at(-1)!;
    const size = { width: grid.width * downsample, height: grid.height * downsample };
    if (reconstruction.image?.width !== size.width || reconstruction.image.height !== size.height) {
      reconstruction.clear(size);
    }
    if (changed.image?.width !== size.width || changed.image.height !== size.height) {
      changed.clear(size);
      this.#marked = null;
    } else if (this.#clearMarks && this.#marked) {
      changed.erase(this.#marked);
      this.#marked = null;
    }
    this.#clearMarks = false;
    if (!whole && reconstruction.image && changed.image) {
      this.#marked = this.#marked ? union(this.#marked, patch.rect) : patch.rect;
      changed.write(patch.rect, marks(patch, reconstruction.image, changed.image));
    }
    reconstruction.write(patch.rect, patch.image);
    const { x, y, width, height } = patch.settles;
    for (let row = y; row < y + height; row++) {
      const start = row * grid.width + x;
      grid.layers.forEach((tokens, level) => {
        decoded[level]!.set(tokens.subarray(start, start + width), start);
      });
    }
  }
}

/** What is marked already, and where the patch's pixels differ from those on screen. */
function marks({ rect, image }: DecodedPatch, before: RgbaImage, marked: RgbaImage): RgbaImage {
  const data = new Uint8ClampedArray(image.data.length);
  for (let row = 0; row < rect.height; row++) {
    let there = 4 * ((rect.y + row) * before.width + rect.x);
    let here = 4 * row * rect.width;
    for (let column = 0; column < rect.width; column++, there += 4, here += 4) {
      const differs =
        before.data[there] !== image.data[here] ||
        before.data[there + 1] !== image.data[here + 1] ||
        before.data[there + 2] !== image.data[here + 2];
      if (differs || marked.data[there + 3] !== 0) data.set(changedColour, here);
    }
  }
  return { width: rect.width, height: rect.height, data };
}
