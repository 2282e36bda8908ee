// Edits take effect in the order in which they were asked for, though the codes of a stroke may come later than its end:
// what is asked for meanwhile waits, with the tool and the codes that were in hand then.
import type { TesseraState } from './state.ts';
import type { Gesture } from './tools/gesture.ts';

type Hand = Pick<TesseraState, 'tool' | 'brush' | 'foreground' | 'background'>;

/** Milliseconds that later edits wait for the codes of a stroke; then the stroke stays as far as it came. */
const patience = 5000;

export class EditOrder {
  readonly #get: () => TesseraState;
  /** A stroke that ended, while codes of it are still on their way. */
  #unsettled: Gesture | null = null;
  readonly #waiting: (() => void)[] = [];
  #hand: Hand | null = null;

  constructor(get: () => TesseraState) {
    this.#get = get;
  }

  /** The state as an edit finds it: one that waited still has in hand what it was asked for with. */
  readonly state = (): TesseraState => (this.#hand ? { ...this.#get(), ...this.#hand } : this.#get());

  inTurn<A extends readonly unknown[]>(edit: (...given: A) => void): (...given: A) => void {
    return (...given) => {
      if (!this.#unsettled) {
        edit(...given);
        return;
      }
      const { tool, brush, foreground, background } = this.#get();
      this.#waiting.push(() => {
        this.#hand = { tool, brush, foreground, background };
        edit(...given);
        this.#hand = null;
      });
    };
  }

  /** A stroke ended: what comes after it waits for its codes, if any are still on their way. */
  ended(stroke: Gesture): void {
    const codes = stroke.awaited?.();
    if (!codes) return;
    this.#unsettled = stroke;
    const settled = () => {
      clearTimeout(timer);
      if (this.#unsettled !== stroke) return;
      this.#unsettled = null;
      this.#goOn();
    };
    const timer = setTimeout(() => {
      stroke.finish?.();
      settled();
    }, patience);
    void codes.then(settled);
  }

  /** Whether edits wait already. */
  get isQueued(): boolean {
    return this.#waiting.length > 0;
  }

  /** Takes back a stroke whose codes have not all come; false where there is none. */
  takeBack(): boolean {
    if (!this.#unsettled) return false;
    this.#unsettled.cancel();
    this.#unsettled = null;
    return true;
  }

  /** Nothing waits any more: strokes stay as far as they came. */
  settle(): void {
    while (this.#unsettled || this.#waiting.length > 0) {
      this.#unsettled?.finish?.();
      this.#unsettled = null;
      this.#goOn();
    }
  }

  #goOn(): void {
    while (!this.#unsettled) {
      const next = this.#waiting.shift();
      if (!next) return;
      next();
    }
  }
}
