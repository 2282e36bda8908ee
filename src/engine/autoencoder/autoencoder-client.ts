// The page's side of an autoencoder: opens a pack without a quantizer in a worker of its own.
import type { RgbaImage } from '../../core/image.ts';
import { EngineError, fromWorker } from '../engine-error.ts';
import type { Latents, PackSource } from '../protocol.ts';
import { WorkerConnection, whyNotStarted } from '../worker-connection.ts';
import type { AutoencoderInfo } from './autoencoder.ts';
import type { RemoteAutoencoder } from './autoencoder.worker.ts';
import workerScript from './autoencoder.worker.ts?worker&url';

/** Calls reject with an EngineError; after one of them another client may succeed, which fetches everything anew. */
export class AutoencoderClient {
  readonly #connection: WorkerConnection<RemoteAutoencoder>;
  readonly #info: Promise<AutoencoderInfo>;

  constructor(source: PackSource) {
    const worker = new Worker(workerScript, { type: 'module', name: 'autoencoder' });
    this.#connection = new WorkerConnection(worker, () => {
      void whyNotStarted(workerScript).then((why) => this.#connection.close(why));
    });
    this.#info = this.#call((remote) => remote.open(source));
    // Whoever asks for something hears of it.
    this.#info.catch(() => undefined);
  }

  get info(): Promise<AutoencoderInfo> {
    return this.#info;
  }

  async encode(image: RgbaImage): Promise<Latents> {
    await this.#info;
    return this.#call((remote) => remote.encode(image));
  }

  async decode(latents: Latents): Promise<RgbaImage> {
    await this.#info;
    return this.#call((remote) => remote.decode(latents));
  }

  /** Ends the worker. */
  dispose(): void {
    this.#connection.close(new EngineError('aborted', 'Nobody waits for it any more.'));
  }

  async #call<T>(run: (remote: WorkerConnection<RemoteAutoencoder>['remote']) => Promise<T>): Promise<T> {
    try {
      return await this.#connection.settle(run(this.#connection.remote));
    } catch (error) {
      throw fromWorker(error);
    }
  }
}
