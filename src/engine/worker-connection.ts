// A worker behind comlink, as the page sees it: it ends once, and no call waits for a worker that has ended.
import { type Remote, releaseProxy, wrap } from 'comlink';
import { EngineError } from './engine-error.ts';
import { askHost, siteChanged, unreachable } from './host-answer.ts';

/** Of a Worker what is used here: tests bring their own. */
export type WorkerPort = Pick<Worker, 'addEventListener' | 'removeEventListener' | 'postMessage' | 'terminate'>;

export class WorkerConnection<R> {
  readonly remote: Remote<R>;
  readonly #worker: WorkerPort;
  /** Reject the calls that have no answer yet. */
  readonly #waiting = new Set<(reason: EngineError) => void>();
  readonly #ending = new AbortController();
  #end: EngineError | null = null;

  /** @param onFailure the worker's script could not be loaded, or threw what nobody caught */
  constructor(worker: WorkerPort, onFailure: () => void) {
    this.#worker = worker;
    this.remote = wrap<R>(worker);
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      if (!this.#end) onFailure();
    });
  }

  get open(): boolean {
    return this.#end === null;
  }

  /** The result of a call to `remote`, which rejects when the connection is closed first. */
  settle<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end);
        return;
      }
      this.#waiting.add(reject);
      call.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }

  /**
   * Browsers tell nobody when a worker dies silently: the lock that it holds (worker-lock.ts) is granted to the page then.
   *
   * @param lock held by the worker by now
   */
  watch(lock: string, onEnd: () => void): void {
    const { signal } = this.#ending;
    const watching = async () => navigator.locks.request(lock, { signal }, () => this.open && onEnd());
    // Refused, or not needed any more.
    void watching().catch(() => undefined);
  }

  /** Ends the worker: calls without an answer reject with the reason. */
  close(reason: EngineError): void {
    if (this.#end) return;
    this.#end = reason;
    this.#ending.abort();
    this.remote[releaseProxy]();
    this.#worker.terminate();
    for (const reject of this.#waiting) reject(reason);
  }
}

/** Why a worker's script does not run, by what its host answers now. */
export async function whyNotStarted(script: string): Promise<EngineError> {
  const answer = await askHost([script]);
  if (answer === 'gone') return siteChanged();
  if (answer === 'unreachable') return unreachable();
  return new EngineError(
    'worker-failed',
    'The part of the app that runs the model ended each time it was started.',
    'Close other tabs, then start it again; if it stays, reload the page or allow its scripts in your extensions.',
  );
}
