// After an edit the picture follows within milliseconds. Until it has come nothing else of the page is drawn: a frame of
// the panels alone would take the time in which the picture arrives, and people would see two steps instead of one.
import type { StoreApi } from 'zustand/vanilla';
import type { TesseraState } from '../store/state.ts';
import type { Surfaces } from '../store/surfaces.ts';

/** Milliseconds that the page waits for a picture; where decodes take longer it does not wait at all. */
const patience = 14;

/** What the picture shows, and what stands on the token grid. */
export const tokenFields = ['grids', 'draft', 'proposed', 'floating'] as const;

export class PictureWait {
  readonly #store: StoreApi<TesseraState>;
  /** Waits once a frame at most: whoever edits faster than the screen is drawn still sees every frame. */
  #phase: 'idle' | 'waiting' | 'drawing' = 'idle';
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onEnd = new Set<() => void>();
  readonly #held = new Set<() => void>();

  /** Made before the page is rendered, so that it hears of changes before the page does. */
  constructor(store: StoreApi<TesseraState>, surfaces: Surfaces) {
    this.#store = store;
    store.subscribe((state, before) => {
      if (this.#phase === 'idle' && tokenFields.some((field) => state[field] !== before[field])) this.#begin(state);
    });
    surfaces.reconstruction.subscribe(() => this.#end());
  }

  get waiting(): boolean {
    return this.#phase === 'waiting';
  }

  /** Calls back when a wait is over, before the frame that it was for. @returns a function that ends it */
  onEnd(listener: () => void): () => void {
    this.#onEnd.add(listener);
    return () => this.#onEnd.delete(listener);
  }

  /** The same store; its listeners hear of what changes during a wait in the frame after it. */
  calm<State>(store: StoreApi<State>): StoreApi<State> {
    return {
      ...store,
      subscribe: (listener) => {
        /** The state that the listener knows, while something is held back from it. */
        let known: State | null = null;
        const tell = () => {
          const before = known;
          known = null;
          this.#held.delete(tell);
          if (before !== null) listener(store.getState(), before);
        };
        const end = store.subscribe((_, before) => {
          known ??= before;
          // The prior's writing goes on for seconds, and its panel is used meanwhile.
          if (this.waiting && !this.#store.getState().prior.run) this.#held.add(tell);
          else tell();
        });
        return () => {
          end();
          this.#held.delete(tell);
        };
      },
    };
  }

  #begin({ engine }: TesseraState): void {
    const { decoder } = engine.timings;
    if (engine.phase !== 'ready' || decoder === null || decoder >= patience) return;
    this.#phase = 'waiting';
    this.#timer = setTimeout(() => this.#end(), patience);
  }

  #end(): void {
    if (this.#phase !== 'waiting') return;
    clearTimeout(this.#timer);
    this.#phase = 'drawing';
    requestAnimationFrame(() => {
      this.#phase = 'idle';
      for (const tell of this.#held) tell();
    });
    for (const listener of this.#onEnd) listener();
  }
}
