// Decodes vectors that need not be codes: the quantizer left out. For looking at z_e itself, so the session is made when
// it is first asked for; pictures of tokens are decoded by a PictureDecoder.
import type { InferenceSession } from 'onnxruntime-web';
import type { RgbaImage } from '../../core/image.ts';
import { EngineError } from '../engine-error.ts';
import { tensorDataToImage } from '../image-tensor.ts';
import type { LoadedPack } from '../packs/load-pack.ts';
import type { Latents, NetworkBackend } from '../protocol.ts';
import { type OnnxRuntime, runOne } from '../runtime/onnx-runtime.ts';
import type { CodeTables } from './code-tables.ts';

export class LatentDecoder {
  readonly #pack: LoadedPack;
  readonly #tables: Pick<CodeTables, 'channels' | 'downsample'>;
  readonly #runtime: OnnxRuntime;
  readonly #backend: () => NetworkBackend;
  #session: Promise<InferenceSession> | null = null;

  /** @param backend tells the one that suits the pack's decoder on this device */
  constructor(
    pack: LoadedPack,
    tables: Pick<CodeTables, 'channels' | 'downsample'>,
    runtime: OnnxRuntime,
    backend: () => NetworkBackend,
  ) {
    this.#pack = pack;
    this.#tables = tables;
    this.#runtime = runtime;
    this.#backend = backend;
  }

  /** @throws EngineError `model-failed` where there are not as many numbers for each cell as the decoder reads */
  async decode({ width, height, values }: Latents): Promise<RgbaImage> {
    const { manifest, decoder: model } = this.#pack;
    const { channels, downsample: f } = this.#tables;
    if (values.length !== channels * width * height) {
      throw new EngineError(
        'model-failed',
        `${width}×${height} cells take ${channels} numbers each, not ${values.length}.`,
      );
    }
    this.#session ??= this.#runtime.createSession(model, this.#backend());
    const session = await this.#session;
    const z = this.#runtime.float32(values, [1, channels, height, width]);
    const image = await runOne(session, { [manifest.decoder.inputs[0]!]: z }, manifest.decoder.output);
    try {
      const size = { width: width * f, height: height * f };
      return tensorDataToImage((await image.getData()) as Float32Array, size, { x: 0, y: 0, ...size });
    } finally {
      image.dispose();
    }
  }

  async dispose(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await (await session)?.release();
  }
}
