// The worker's side of an autoencoder: one pack for the worker's life.
import { expose, transfer } from 'comlink';
import type { RgbaImage } from '../../core/image.ts';
import { plainFailure } from '../engine-error.ts';
import type { Latents, PackSource } from '../protocol.ts';
import { Autoencoder, type AutoencoderInfo } from './autoencoder.ts';

export interface RemoteAutoencoder {
  /** Before anything else. */
  open(source: PackSource): Promise<AutoencoderInfo>;
  encode(image: RgbaImage): Promise<Latents>;
  decode(latents: Latents): Promise<RgbaImage>;
}

let opened: Promise<Autoencoder> | null = null;

/** ONNX Runtime does one thing at a time. */
let last: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: (autoencoder: Autoencoder) => Promise<T>): Promise<T> {
  const turn = last.then(async () => work(await opened!));
  last = turn.catch(() => undefined);
  return plainFailure(turn);
}

const remote: RemoteAutoencoder = {
  open: async (source) => {
    opened = Autoencoder.open(source);
    return (await plainFailure(opened)).info;
  },
  encode: async (image) => {
    const latents = await inTurn((autoencoder) => autoencoder.encode(image));
    return transfer(latents, [latents.values.buffer]);
  },
  decode: async (latents) => {
    const image = await inTurn((autoencoder) => autoencoder.decode(latents));
    return transfer(image, [image.data.buffer]);
  },
};

expose(remote);
