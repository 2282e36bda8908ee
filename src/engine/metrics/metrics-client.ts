// The page's side of the metrics worker: started at the first comparison, and anew after one that ended.
import type { RgbaImage } from '../../core/image.ts';
import { EngineError, fromWorker } from '../engine-error.ts';
import { WorkerConnection, whyNotStarted } from '../worker-connection.ts';
import type { Comparison, RemoteMetrics } from './metrics.worker.ts';
import workerScript from './metrics.worker.ts?worker&url';

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
    const connection = new WorkerConnection<RemoteMetrics>(
      new Worker(workerScript, { type: 'module', name: 'metrics' }),
      async () => {
        const why = await whyNotStarted(workerScript);
        if (this.#connection === connection) this.#end(why);
      },
    );
    return connection;
  }

  #end(reason: EngineError): void {
    this.#connection?.close(reason);
    this.#connection = null;
  }
}
