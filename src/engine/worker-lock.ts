// Browsers tell nobody when a worker dies silently (out of memory, a crash). A lock that the worker holds does:
// it is granted to the page the moment the worker is gone.

/** @param worker the `name` that the worker was made with */
export function workerLock(worker: string): string {
  return `tessera-worker-${worker}`;
}

/** Holds the worker's lock for as long as the worker lives. @returns false where the browser refuses locks */
export function holdLock(worker: string): Promise<boolean> {
  return new Promise((resolve) => {
    const hold = async () =>
      navigator.locks.request(workerLock(worker), () => {
        resolve(true);
        return new Promise(() => undefined);
      });
    hold().catch(() => resolve(false));
  });
}
