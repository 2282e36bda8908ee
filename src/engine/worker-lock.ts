// Browsers tell nobody when a worker dies silently (out of memory, a crash). A lock that the worker holds does:
// it is granted to the page the moment the worker is gone.

/** @param worker the `name` that the worker was made with */
export function workerLock(worker: string): string {
  return `tessera-worker-${worker}`;
}
