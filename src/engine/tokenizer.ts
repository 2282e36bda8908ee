// A loaded pack at work: image → z_e → tokens of each level, coarsest first, and, through its decoder, tokens → image.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import type { RgbaImage } from '../core/image.ts';
import { sizeOnLevel } from '../core/levels.ts';
import type { Size } from '../core/rect.ts';
import { cropGrid } from '../core/token-grid.ts';
import { lookUpOnCpu } from '../gpu/kernels/look-up/look-up.reference.ts';
import type { LatentDecoder } from './decode/latent-decoder.ts';
import type { PictureDecoder } from './decode/picture-decoder.ts';
import { EngineError } from './engine-error.ts';
import { imageToTensorData } from './image-tensor.ts';
import type { PackLevel, PackManifest } from './packs/manifest.ts';
import type { EncodeResult, Latents, NetworkBackend } from './protocol.ts';
import type { Codebook, NearestCodes, Quantizer } from './quantizer/quantizer.ts';
import { type OnnxRuntime, runOne } from './runtime/onnx-runtime.ts';

export interface TokenizerLevel {
  readonly level: PackLevel;
  readonly quantizer: Quantizer;
  readonly codebook: Codebook;
}

/** The networks that read pictures, on one backend. */
export interface Encoders {
  readonly backend: NetworkBackend;
  /** One for each level, coarsest first. */
  readonly sessions: readonly InferenceSession[];
}

export interface TokenizerParts {
  readonly manifest: PackManifest;
  /** Coarsest first. */
  readonly levels: readonly TokenizerLevel[];
  readonly runtime: OnnxRuntime;
  readonly decoder: PictureDecoder;
  readonly latentDecoder: LatentDecoder;
}

export class Tokenizer {
  readonly manifest: PackManifest;
  readonly levels: readonly TokenizerLevel[];
  /** Null until they are open: painting does without them. */
  encoders: Encoders | null = null;
  /** Another one may take its place, even between two parts of a plan. */
  decoder: PictureDecoder;
  readonly latentDecoder: LatentDecoder;
  readonly #runtime: OnnxRuntime;

  constructor(parts: TokenizerParts) {
    this.manifest = parts.manifest;
    this.levels = parts.levels;
    this.decoder = parts.decoder;
    this.latentDecoder = parts.latentDecoder;
    this.#runtime = parts.runtime;
  }

  /**
   * @param image sides must be multiples of the finest level's f. Where they are none of a coarser one's, the networks
   *   see its last row and column repeated; a coarser grid then reaches over the picture's edge.
   * @returns for each level the tokens and distances of ⌈H/f⌉·⌈W/f⌉ cells, and z_e
   */
  async encode(image: RgbaImage): Promise<EncodeResult & { zE: readonly Latents[] }> {
    const f = this.levels.at(-1)!.level.downsample;
    if (image.width % f !== 0 || image.height % f !== 0) {
      throw new EngineError('model-failed', `A picture of ${image.width}×${image.height} has no whole tokens of ${f}.`);
    }
    if (!this.encoders) throw new EngineError('not-ready', 'The encoder is not here yet.');
    const { sessions } = this.encoders;
    const coarsest = this.levels[0]!.level.downsample;
    const cells = sizeOnLevel(image, coarsest);
    const padded = { width: cells.width * coarsest, height: cells.height * coarsest };
    const picture = this.#runtime.float32(imageToTensorData(image, padded), [1, 3, padded.height, padded.width]);
    /** What a level's encoder reads: the picture, then the z_q of the coarser levels. */
    const inputs: Tensor[] = [picture];
    const encoded = [];
    for (const [i, level] of this.levels.entries()) {
      const { downsample } = level.level;
      const there = sizeOnLevel(padded, downsample);
      const { codes, zE, ...times } = await this.#encodeLevel(level, sessions[i]!, inputs, there);
      if (level !== this.levels.at(-1)) inputs.push(this.#quantized(level, codes.tokens, there));
      const size = sizeOnLevel(image, downsample);
      encoded.push({
        ...times,
        grid: cropGrid({ ...there, tokens: codes.tokens }, { x: 0, y: 0, ...size }),
        distances: cropped(codes.distances, there, size),
        zE: { ...size, values: cropped(zE, there, size) },
      });
    }
    return {
      grids: encoded.map(({ grid }) => grid),
      distances: encoded.map(({ distances }) => distances),
      zE: encoded.map(({ zE }) => zE),
      encoderMs: encoded.reduce((sum, { encoderMs }) => sum + encoderMs, 0),
      quantizerMs: encoded.reduce((sum, { quantizerMs }) => sum + quantizerMs, 0),
    };
  }

  async #encodeLevel(
    { level, quantizer }: TokenizerLevel,
    encoder: InferenceSession,
    inputs: readonly Tensor[],
    { width, height }: Size,
  ): Promise<{ codes: NearestCodes; zE: Float32Array; encoderMs: number; quantizerMs: number }> {
    const start = performance.now();
    const feeds = Object.fromEntries(level.encoder.inputs.map((name, i) => [name, inputs[i]!]));
    const output = await runOne(encoder, feeds, level.encoder.output);
    const encoded = performance.now();
    try {
      const onGpu = output.location === 'gpu-buffer';
      const codes = await quantizer.nearest(
        onGpu
          ? { location: 'gpu-buffer', buffer: output.gpuBuffer as GPUBuffer }
          : { location: 'cpu', data: output.data as Float32Array },
        width * height,
      );
      const quantizerMs = performance.now() - encoded;
      const zE = ((onGpu ? await output.getData() : output.data) as Float32Array).slice();
      return { codes, zE, encoderMs: encoded - start, quantizerMs };
    } finally {
      output.dispose();
    }
  }

  #quantized({ codebook: { vectors, dim } }: TokenizerLevel, tokens: Int32Array, { width, height }: Size): Tensor {
    const zQ = lookUpOnCpu(tokens, vectors, { dim, layout: 'channel-major' });
    return this.#runtime.float32(zQ, [1, dim, height, width]);
  }

  async dispose(): Promise<void> {
    for (const { quantizer } of this.levels) quantizer.dispose();
    for (const session of this.encoders?.sessions ?? []) await session.release();
    await this.decoder.dispose();
    await this.latentDecoder.dispose();
  }
}

/** The upper left part of planes of numbers, channel by channel. */
function cropped(values: Float32Array, from: Size, to: Size): Float32Array {
  if (from.width === to.width && from.height === to.height) return values;
  const channels = values.length / (from.width * from.height);
  const result = new Float32Array(channels * to.width * to.height);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < to.height; row++) {
      const start = (channel * from.height + row) * from.width;
      result.set(values.subarray(start, start + to.width), (channel * to.height + row) * to.width);
    }
  }
  return result;
}
