// One queue for all model work: ONNX Runtime runs one thing at a time, and a live decode goes ahead of everything else.
import { EngineError } from './engine-error.ts';

export type Priority = 'live' | 'normal' | 'idle';
const priorities: readonly Priority[] = ['live', 'normal', 'idle'];

interface Job {
  readonly run: () => Promise<void>;
  readonly signal: AbortSignal | undefined;
  readonly reject: (error: unknown) => void;
}

/**
 * A WebAssembly run blocks the worker's event loop: between jobs one turn of it lets newer messages in, so that a
 * decode or an abort that arrived meanwhile is seen before the next job is chosen. (setTimeout would wait 4 ms.)
 */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

export class JobQueue {
  readonly #waiting: Record<Priority, Job[]> = { live: [], normal: [], idle: [] };
  #running = false;

  /** @throws EngineError `aborted` if the signal fires before the job's turn; the job itself sees to the rest */
  add<T>(priority: Priority, run: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const job: Job = { run: () => run().then(resolve, reject), signal, reject };
      this.#waiting[priority].push(job);
      void this.#drain();
    });
  }

  #next(): Job | undefined {
    for (const priority of priorities) {
      const job = this.#waiting[priority].shift();
      if (job) return job;
    }
    return undefined;
  }

  async #drain(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      await nextTurn();
      for (let job = this.#next(); job; job = this.#next()) {
        if (job.signal?.aborted) {
          job.reject(new EngineError('aborted', 'Newer work made this unnecessary.'));
          continue;
        }
        await job.run();
        await nextTurn();
      }
    } finally {
      this.#running = false;
    }
  }
}
