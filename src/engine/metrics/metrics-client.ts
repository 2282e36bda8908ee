// The page's side of the metrics worker: started at the first comparison, and anew after one that ended.
import type { RgbaImage } from '../../core/image.ts';
import { EngineError, fromWorker } from '../engine-error.ts';
import { WorkerConnection } from '../worker-connection.ts';
import type { Comparison, RemoteMetrics } from './metrics.worker.ts';

export class MetricsClient {
  #connection: WorkerConnection<RemoteMetrics> | null = null;

  /** @throws EngineError where the worker cannot run, or is disposed of meanwhile */
  async compare(original: RgbaImage, reconstruction: RgbaImage): Promise<Comparison> {
    this.#connection ??= this.#connect();
    const { remote } = this.#connection;
    return this.#connection.settle(remote.compare(original, reconstruction)).catch((error: unknown) => {
      throw fromWorker(error);
    });
  }

  dispose(): void {
    this.#end(new EngineError('aborted', 'Nobody compares any more.'));
  }

  #connect(): WorkerConnection<RemoteMetrics> {
    const worker = new Worker(new URL('./metrics.worker.ts', import.meta.url), { type: 'module', name: 'metrics' });
    return new WorkerConnection(worker, () =>
      this.#end(
        new EngineError('worker-failed', 'The pictures could not be compared.', 'Try again, or reload the page.'),
      ),
    );
  }

  #end(reason: EngineError): void {
    this.#connection?.close(reason);
    this.#connection = null;
  }
}
