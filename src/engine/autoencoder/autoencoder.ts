// A pack without a quantizer: image → latents → image, plain numbers all the way. On WebAssembly; runs in a worker.
import type { InferenceSession } from 'onnxruntime-web';
import type { RgbaImage } from '../../core/image.ts';
import { EngineError } from '../engine-error.ts';
import { imageToTensorData, tensorDataToImage } from '../image-tensor.ts';
import { downloadPackFile } from '../packs/download.ts';
import { type PackFile, type PackManifest, parseManifest } from '../packs/manifest.ts';
import type { Latents, PackSource } from '../protocol.ts';
import { OnnxRuntime, runOne } from '../runtime/onnx-runtime.ts';

export interface AutoencoderInfo {
  readonly id: string;
  readonly title: string;
  /** Numbers of a cell. */
  readonly dim: number;
  /** f: pixels of a cell, each way. */
  readonly downsample: number;
}

export class Autoencoder {
  readonly info: AutoencoderInfo;
  readonly #manifest: PackManifest;
  readonly #runtime: OnnxRuntime;
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;

  private constructor(
    manifest: PackManifest,
    info: AutoencoderInfo,
    runtime: OnnxRuntime,
    sessions: readonly [InferenceSession, InferenceSession],
  ) {
    this.#manifest = manifest;
    this.info = info;
    this.#runtime = runtime;
    [this.#encoder, this.#decoder] = sessions;
  }

  /** @throws EngineError `pack-invalid` for a pack of codes; `download-failed`, `checksum-mismatch` */
  static async open({ manifest: value, urls }: PackSource): Promise<Autoencoder> {
    const manifest = parseManifest(value);
    const [level] = manifest.levels;
    if (level?.quantizer !== 'none') throw new EngineError('pack-invalid', 'This pack writes pictures in codes.');
    const bring = async (file: PackFile) => {
      const url = urls[file.file];
      if (!url) throw new EngineError('pack-invalid', `The pack names ${file.file}, but that file is not there.`);
      return (await downloadPackFile(file, url, { onBytes: () => undefined })).bytes;
    };
    const runtime = new OnnxRuntime(null);
    const [encoder, decoder] = await Promise.all([bring(level.encoder), bring(manifest.decoder), runtime.begin()]);
    const sessions = [
      await runtime.createSession(encoder, 'wasm'),
      await runtime.createSession(decoder, 'wasm'),
    ] as const;
    const { id, title } = manifest;
    return new Autoencoder(
      manifest,
      { id, title, dim: level.latents.dim, downsample: level.downsample },
      runtime,
      sessions,
    );
  }

  /** @param image sides must be multiples of f */
  async encode(image: RgbaImage): Promise<Latents> {
    const { downsample: f } = this.info;
    const { encoder } = this.#manifest.levels[0]!;
    const input = this.#runtime.float32(imageToTensorData(image, image), [1, 3, image.height, image.width]);
    const output = await runOne(this.#encoder, { [encoder.inputs[0]!]: input }, encoder.output);
    try {
      const values = (output.data as Float32Array).slice();
      return { width: image.width / f, height: image.height / f, values };
    } finally {
      output.dispose();
    }
  }

  async decode({ width, height, values }: Latents): Promise<RgbaImage> {
    const { dim, downsample: f } = this.info;
    const { decoder } = this.#manifest;
    const input = this.#runtime.float32(values, [1, dim, height, width]);
    const output = await runOne(this.#decoder, { [decoder.inputs[0]!]: input }, decoder.output);
    try {
      const size = { width: width * f, height: height * f };
      return tensorDataToImage(output.data as Float32Array, size, { x: 0, y: 0, ...size });
    } finally {
      output.dispose();
    }
  }
}
