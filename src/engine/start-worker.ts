// Makes the engine's worker, or says in plain words why this browser does not.
import workerScript from './engine.worker.ts?worker&url';
import { EngineError } from './engine-error.ts';
import { type WorkerPort, whyNotStarted } from './worker-connection.ts';

/** @throws EngineError `worker-failed` where the browser refuses workers */
export function makeWorker(name: string): WorkerPort {
  try {
    return new Worker(workerScript, { type: 'module', name });
  } catch (cause) {
    throw new EngineError(
      'worker-failed',
      'This browser does not let the page start the part that runs the model.',
      'Open the page by itself, not inside another one, and allow its scripts.',
      { cause },
    );
  }
}

/** Why workers that were made end at once. */
export function whyWorkersEnd(): Promise<EngineError> {
  return whyNotStarted(workerScript);
}

/** @throws EngineError `unsupported` */
export function requireWebAssembly(): void {
  if (typeof WebAssembly !== 'undefined') return;
  throw new EngineError(
    'unsupported',
    'WebAssembly is switched off in this browser, and the model needs it.',
    'Allow it for this site: leave Lockdown Mode (Safari) or enhanced security (Edge) for it, then reload the page.',
  );
}
