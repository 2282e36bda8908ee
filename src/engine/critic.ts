// The open pack's critic: the patch discriminator that its decoder was trained against. Fetched at its first use.
import type { InferenceSession } from 'onnxruntime-web';
import type { RgbaImage } from '../core/image.ts';
import { keptUnlessItFails } from '../core/kept.ts';
import { EngineError } from './engine-error.ts';
import { imageToTensorData } from './image-tensor.ts';
import { downloadPackFile } from './packs/download.ts';
import type { PackManifest } from './packs/manifest.ts';
import type { NetworkBackend, Opinion, PackSource } from './protocol.ts';
import type { JobQueue } from './queue.ts';
import { type OnnxRuntime, runOne } from './runtime/onnx-runtime.ts';

export interface CriticParts {
  readonly source: PackSource;
  readonly manifest: PackManifest;
  readonly runtime: OnnxRuntime;
  /** The encoder's: both are plain convolutions over a whole picture. */
  readonly backend: () => NetworkBackend;
  readonly queue: JobQueue;
}

export class Critic {
  readonly #parts: CriticParts;
  readonly #opened = keptUnlessItFails(() => this.#open());
  #session: InferenceSession | null = null;
  #disposed = false;

  constructor(parts: CriticParts) {
    this.#parts = parts;
  }

  /**
   * @param image sides must be multiples of the discriminator's downsample
   * @throws EngineError `pack-invalid` for a pack without a discriminator; `aborted` by the signal
   */
  async opinion(image: RgbaImage, signal: AbortSignal): Promise<Opinion> {
    const { queue, runtime } = this.#parts;
    const { input, output, downsample } = this.#manifest();
    const session = await this.#opened();
    // Someone looks at it, but what is painted goes ahead.
    return queue.add(
      'normal',
      async () => {
        if (this.#disposed) throw gone();
        const tensor = runtime.float32(imageToTensorData(image, image), [1, 3, image.height, image.width]);
        const result = await runOne(session, { [input]: tensor }, output);
        try {
          const values = ((await result.getData()) as Float32Array).slice();
          return { width: image.width / downsample, height: image.height / downsample, values };
        } finally {
          result.dispose();
        }
      },
      signal,
    );
  }

  /** Called within a turn of the queue. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#session?.release();
  }

  #manifest() {
    const { discriminator } = this.#parts.manifest;
    if (!discriminator) throw new EngineError('pack-invalid', 'This pack was trained without a critic.');
    return discriminator;
  }

  async #open(): Promise<InferenceSession> {
    const { source, queue, runtime, backend } = this.#parts;
    const file = this.#manifest();
    const url = source.urls[file.file];
    if (!url) throw new EngineError('pack-invalid', `The pack names ${file.file}, but that file is not there.`);
    const [{ bytes }] = await Promise.all([downloadPackFile(file, url, { onBytes: () => undefined }), runtime.begin()]);
    return queue.add('normal', async () => {
      if (this.#disposed) throw gone();
      this.#session = await runtime.createSession(bytes, backend());
      return this.#session;
    });
  }
}

function gone(): EngineError {
  return new EngineError('aborted', 'Another pack was opened.');
}
