// A loaded pack at work: image → z_e → tokens, and, through its decoder, tokens → image. One level.
import type { InferenceSession } from 'onnxruntime-web';
import type { RgbaImage } from '../core/image.ts';
import type { LatentDecoder } from './decode/latent-decoder.ts';
import type { PictureDecoder } from './decode/picture-decoder.ts';
import { EngineError } from './engine-error.ts';
import { imageToTensorData } from './image-tensor.ts';
import type { PackLevel, PackManifest } from './packs/manifest.ts';
import type { EncodeResult } from './protocol.ts';
import type { Codebook, Quantizer } from './quantizer/quantizer.ts';
import { type OnnxRuntime, runOne } from './runtime/onnx-runtime.ts';

export interface TokenizerParts {
  readonly manifest: PackManifest;
  readonly level: PackLevel;
  readonly runtime: OnnxRuntime;
  readonly encoder: InferenceSession;
  readonly decoder: PictureDecoder;
  readonly latentDecoder: LatentDecoder;
  readonly quantizer: Quantizer;
  readonly codebook: Codebook;
}

export class Tokenizer {
  readonly manifest: PackManifest;
  readonly level: PackLevel;
  readonly codebook: Codebook;
  readonly quantizer: Quantizer;
  readonly decoder: PictureDecoder;
  readonly latentDecoder: LatentDecoder;
  readonly #runtime: OnnxRuntime;
  readonly #encoder: InferenceSession;

  constructor(parts: TokenizerParts) {
    this.manifest = parts.manifest;
    this.level = parts.level;
    this.codebook = parts.codebook;
    this.quantizer = parts.quantizer;
    this.decoder = parts.decoder;
    this.latentDecoder = parts.latentDecoder;
    this.#runtime = parts.runtime;
    this.#encoder = parts.encoder;
  }

  /**
   * @param image sides must be multiples of f
   * @returns tokens and distances of (H/f)·(W/f) cells, and z_e [D, N]
   */
  async encode(image: RgbaImage): Promise<EncodeResult & { zE: Float32Array }> {
    const f = this.level.downsample;
    if (image.width % f !== 0 || image.height % f !== 0) {
      throw new EngineError('model-failed', `A picture of ${image.width}×${image.height} has no whole tokens of ${f}.`);
    }
    const width = image.width / f;
    const height = image.height / f;
    const start = performance.now();
    const input = this.#runtime.float32(imageToTensorData(image), [1, 3, image.height, image.width]);
    const output = await runOne(this.#encoder, this.level.encoder.inputs[0]!, input, this.level.encoder.output);
    const encoded = performance.now();
    try {
      const onGpu = output.location === 'gpu-buffer';
      const { tokens, distances } = await this.quantizer.nearest(
        onGpu
          ? { location: 'gpu-buffer', buffer: output.gpuBuffer as GPUBuffer }
          : { location: 'cpu', data: output.data as Float32Array },
        width * height,
      );
      const quantized = performance.now();
      const zE = ((onGpu ? await output.getData() : output.data) as Float32Array).slice();
      return {
        grid: { width, height, tokens },
        distances,
        zE,
        encoderMs: encoded - start,
        quantizerMs: quantized - encoded,
      };
    } finally {
      output.dispose();
    }
  }

  async dispose(): Promise<void> {
    this.quantizer.dispose();
    await this.#encoder.release();
    await this.decoder.dispose();
    await this.latentDecoder.dispose();
  }
}
