// The critic's maps of both pictures: the photo's once, the reconstruction's after each edit. Newer questions replace older.
import { opinionMap } from '../../core/metrics/opinion-map.ts';
import { isAborted } from '../../engine/engine-error.ts';
import type { Opinion } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';

export class Opinions {
  readonly #context: StoreContext;
  #asking: AbortController | null = null;
  /** Of the photo, while its map is there. */
  #original: number | null = null;

  constructor(context: StoreContext) {
    this.#context = context;
  }

  /** @throws EngineError what went wrong, unless it was only overtaken */
  async ask(): Promise<void> {
    const { get, set, engine, surfaces } = this.#context;
    const { scale } = get().critic;
    const { document } = get();
    const { original, reconstruction, opinionOfOriginal, opinion } = surfaces;
    if (!scale || !document || !reconstruction.image || engine.pack?.id !== document.packId) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const { signal } = asking;
    try {
      if (!original.image) this.#original = null;
      else if (!opinionOfOriginal.image) {
        const said = await engine.client.opinion(original.image, signal);
        if (signal.aborted) return;
        this.#original = mean(said);
        opinionOfOriginal.replace(opinionMap(said, scale));
      }
      const said = await engine.client.opinion(reconstruction.image, signal);
      if (signal.aborted) return;
      opinion.replace(opinionMap(said, scale));
      set({ critic: { scale, means: { original: this.#original, reconstruction: mean(said) } } });
    } catch (error) {
      if (!signal.aborted && !isAborted(error)) throw error;
    }
  }
}

function mean({ values }: Opinion): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
