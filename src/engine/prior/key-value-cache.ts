// Which tokens one window's keys and values are of.
import type { Condition } from './prior-protocol.ts';
import type { StepWindow } from './step/step-model.ts';

export class KeyValueCache {
  readonly #window: StepWindow;
  /** The tokens that have been read, by position. */
  readonly #tokens: Int32Array;
  #length = 0;

  /** @param context positions that the window has room for */
  constructor(window: StepWindow, context: number) {
    this.#window = window;
    this.#tokens = new Int32Array(context);
  }

  /** How many of the first `count` inputs are those that it has read. */
  agreement(inputs: Int32Array, count: number): number {
    const most = Math.min(this.#length, count);
    let position = 0;
    while (position < most && this.#tokens[position] === inputs[position]) position++;
    return position;
  }

  /** Reads one more token and forgets all after it. */
  async read(position: number, token: number, condition: Condition): Promise<void> {
    // Whatever comes of it, what was there is not to be trusted any more.
    this.#length = position;
    await this.#window.read(position, token, condition);
    this.#tokens[position] = token;
    this.#length = position + 1;
  }

  /** A token that was only promised when it was read is known now. */
  keep(promise: number, token: number): void {
    for (let position = 0; position < this.#length; position++) {
      if (this.#tokens[position] === promise) this.#tokens[position] = token;
    }
  }

  forget(): void {
    this.#length = 0;
  }
}
