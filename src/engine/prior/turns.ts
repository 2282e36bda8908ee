// A prior's turns in the engine's queue. One run of a small model takes a millisecond or two, and to give the queue back
// costs about as much, so a turn is held for several runs; something urgent waits that long at most.
import { EngineError } from '../engine-error.ts';
import type { JobQueue, Priority } from '../queue.ts';

export interface Turns {
  /** Makes one run of a model when it is this job's turn. */
  run<T>(step: () => Promise<T>): Promise<T>;
  /** Gives the turn back: before waiting for anything else, and in the end. */
  rest(): void;
}

/** Milliseconds: half a frame. */
const longest = 8;

export class HeldTurns implements Turns {
  readonly #queue: JobQueue;
  readonly #priority: Priority;
  readonly #signal: AbortSignal;
  #giveBack: (() => void) | null = null;
  #until = 0;

  constructor(queue: JobQueue, priority: Priority, signal: AbortSignal) {
    this.#queue = queue;
    this.#priority = priority;
    this.#signal = signal;
  }

  async run<T>(step: () => Promise<T>): Promise<T> {
    if (performance.now() >= this.#until) this.rest();
    if (!this.#giveBack) await this.#take();
    if (this.#signal.aborted) throw new EngineError('aborted', 'Newer work made this unnecessary.');
    return step();
  }

  rest(): void {
    this.#giveBack?.();
    this.#giveBack = null;
  }

  #take(): Promise<void> {
    return new Promise((taken, failed) => {
      const hold = () =>
        new Promise<void>((giveBack) => {
          this.#giveBack = giveBack;
          this.#until = performance.now() + longest;
          taken();
        });
      this.#queue.add(this.#priority, hold, this.#signal).catch(failed);
    });
  }
}
