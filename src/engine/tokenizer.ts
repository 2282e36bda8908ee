// A loaded pack at work: image → z_e → tokens, and tokens → z_q → image. One level.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { RgbaImage } from '../core/image.ts';
import { type Rect, scale } from '../core/rect.ts';
import { cropGrid, type TokenGrid } from '../core/token-grid.ts';
import { lookUpOnCpu } from '../gpu/kernels/look-up/look-up.reference.ts';
import type { LookUp } from '../gpu/kernels/look-up/look-up.ts';
import type { DecodeWindow } from './decode/windows.ts';
import { EngineError } from './engine-error.ts';
import { imageToTensorData, tensorDataToImage } from './image-tensor.ts';
import type { PackLevel, PackManifest } from './packs/manifest.ts';
import type { DecodedPatch, EncodeResult } from './protocol.ts';
import type { Codebook, Quantizer } from './quantizer/quantizer.ts';
import type { OnnxRuntime } from './runtime/onnx-runtime.ts';

export interface TokenizerParts {
  readonly manifest: PackManifest;
  readonly level: PackLevel;
  readonly runtime: OnnxRuntime;
  readonly encoder: InferenceSession;
  readonly decoder: InferenceSession;
  readonly quantizer: Quantizer;
  readonly codebook: Codebook;
  /** Where the decoder runs on WebGPU: writes z_q into a buffer on the same device. */
  readonly lookUp: LookUp | null;
}

export class Tokenizer {
  readonly manifest: PackManifest;
  readonly level: PackLevel;
  readonly codebook: Codebook;
  readonly quantizer: Quantizer;
  readonly #runtime: OnnxRuntime;
  readonly #encoder: InferenceSession;
  readonly #decoder: InferenceSession;
  readonly #lookUp: LookUp | null;

  constructor(parts: TokenizerParts) {
    this.manifest = parts.manifest;
    this.level = parts.level;
    this.codebook = parts.codebook;
    this.quantizer = parts.quantizer;
    this.#runtime = parts.runtime;
    this.#encoder = parts.encoder;
    this.#decoder = parts.decoder;
    this.#lookUp = parts.lookUp;
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
    const output = await this.#runOne(this.#encoder, this.level.encoder.inputs[0]!, input, this.level.encoder.output);
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

  /** The pixels of the window's output, equal to those of a whole decode. */
  async decodeWindow(grid: TokenGrid, window: DecodeWindow): Promise<{ patch: DecodedPatch; ms: number }> {
    const f = this.level.downsample;
    const start = performance.now();
    const pixels = await this.decode(cropGrid(grid, window.input));
    const inner: Rect = scale(
      {
        x: window.output.x - window.input.x,
        y: window.output.y - window.input.y,
        width: window.output.width,
        height: window.output.height,
      },
      f,
    );
    const image = tensorDataToImage(pixels, { width: window.input.width * f, height: window.input.height * f }, inner);
    return {
      patch: { rect: scale(window.output, f), image, settles: window.settles },
      ms: performance.now() - start,
    };
  }

  /** @returns the whole decoded picture, [3, h·f, w·f] in [-1, 1] */
  async decode({ width, height, tokens }: TokenGrid): Promise<Float32Array> {
    const dims = [1, this.codebook.dim, height, width];
    const zQ = this.#lookUp
      ? this.#runtime.fromGpuBuffer(await this.#lookUp.runToBuffer(tokens, { layout: 'channel-major' }), dims)
      : this.#runtime.float32(
          lookUpOnCpu(tokens, this.codebook.vectors, { dim: this.codebook.dim, layout: 'channel-major' }),
          dims,
        );
    const { inputs, output } = this.manifest.decoder;
    const image = await this.#runOne(this.#decoder, inputs[0]!, zQ, output);
    try {
      return (await image.getData()) as Float32Array;
    } finally {
      image.dispose();
    }
  }

  dispose(): void {
    void this.#encoder.release();
    void this.#decoder.release();
    this.quantizer.dispose();
    this.#lookUp?.dispose();
  }

  async #runOne(session: InferenceSession, input: string, value: Tensor, output: string): Promise<Tensor> {
    const result = (await session.run({ [input]: value }))[output];
    if (!result) {
      throw new EngineError('pack-invalid', `A model of this pack has no output named "${output}".`);
    }
    return result;
  }
}
