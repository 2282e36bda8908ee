// The page's side of an autoencoder: opens a pack without a quantizer in a worker of its own.
import { releaseProxy, wrap } from 'comlink';
import type { RgbaImage } from '../../core/image.ts';
import { fromWorker } from '../engine-error.ts';
import type { Latents, PackSource } from '../protocol.ts';
import type { AutoencoderInfo } from './autoencoder.ts';
import type { RemoteAutoencoder } from './autoencoder.worker.ts';

/** Calls reject with an EngineError; those that are under way when it is disposed of never settle. */
export class AutoencoderClient {
  readonly #worker = new Worker(new URL('./autoencoder.worker.ts', import.meta.url), {
    type: 'module',
    name: 'autoencoder',
  });
  readonly #remote = wrap<RemoteAutoencoder>(this.#worker);
  readonly #info: Promise<AutoencoderInfo>;

  constructor(source: PackSource) {
    this.#info = this.#remote.open(source).catch(fail);
    // Whoever asks for something hears of it.
    this.#info.catch(() => undefined);
  }

  get info(): Promise<AutoencoderInfo> {
    return this.#info;
  }

  async encode(image: RgbaImage): Promise<Latents> {
    await this.#info;
    return this.#remote.encode(image).catch(fail);
  }

  async decode(latents: Latents): Promise<RgbaImage> {
    await this.#info;
    return this.#remote.decode(latents).catch(fail);
  }

  /** Ends the worker. */
  dispose(): void {
    this.#remote[releaseProxy]();
    this.#worker.terminate();
  }
}

function fail(error: unknown): never {
  throw fromWorker(error);
}
