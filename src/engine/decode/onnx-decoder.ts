// Decodes with ONNX Runtime: the decoder of any pack, on WebGPU or WebAssembly. After an edit it runs on a window of the
// token grid, if the manifest tells how far a pixel reads; else on the whole grid.
import type { InferenceSession } from 'onnxruntime-web';
import { scale } from '../../core/rect.ts';
import { cropGrid, type TokenGrid } from '../../core/token-grid.ts';
import { lookUpOnCpu } from '../../gpu/kernels/look-up/look-up.reference.ts';
import type { LookUp } from '../../gpu/kernels/look-up/look-up.ts';
import { tensorDataToImage } from '../image-tensor.ts';
import type { PackLevel, PackManifest } from '../packs/manifest.ts';
import type { NetworkBackend } from '../protocol.ts';
import type { Codebook } from '../quantizer/quantizer.ts';
import { type OnnxRuntime, runOne } from '../runtime/onnx-runtime.ts';
import type { DecodedPart, DecodeJob, PictureDecoder } from './picture-decoder.ts';
import { type DecodeWindow, planChanged, planWhole } from './windows.ts';

export interface OnnxDecoderParts {
  readonly manifest: PackManifest;
  readonly level: PackLevel;
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession;
  readonly backend: NetworkBackend;
  readonly codebook: Codebook;
  /** For WebGPU: writes z_q into a buffer on the session's device. */
  readonly lookUp: LookUp | null;
}

export class OnnxDecoder implements PictureDecoder {
  readonly kernels = 'onnx-runtime';
  readonly backend: NetworkBackend;
  readonly #parts: OnnxDecoderParts;

  constructor(parts: OnnxDecoderParts) {
    this.backend = parts.backend;
    this.#parts = parts;
  }

  plan(grid: TokenGrid, changed: readonly number[] | null): DecodeJob[] {
    const { receptiveField = null } = this.#parts.manifest.decoder;
    const windows = changed ? planChanged(changed, grid, receptiveField) : planWhole(grid, receptiveField);
    return windows.map((window) => () => this.#decode(grid, window));
  }

  async numbers({ width, height, tokens }: TokenGrid): Promise<Float32Array> {
    const { codebook, lookUp, manifest, runtime, session } = this.#parts;
    const dims = [1, codebook.dim, height, width];
    const zQ = lookUp
      ? runtime.fromGpuBuffer(await lookUp.runToBuffer(tokens, { layout: 'channel-major' }), dims)
      : runtime.float32(lookUpOnCpu(tokens, codebook.vectors, { dim: codebook.dim, layout: 'channel-major' }), dims);
    const image = await runOne(session, manifest.decoder.inputs[0]!, zQ, manifest.decoder.output);
    try {
      return (await image.getData()) as Float32Array;
    } finally {
      image.dispose();
    }
  }

  async dispose(): Promise<void> {
    this.#parts.lookUp?.dispose();
    await this.#parts.session.release();
  }

  /** The pixels of the window's output, equal to those of a whole decode. */
  async #decode(grid: TokenGrid, { input, output, settles }: DecodeWindow): Promise<DecodedPart> {
    const f = this.#parts.level.downsample;
    const pixels = await this.numbers(cropGrid(grid, input));
    const inner = scale({ ...output, x: output.x - input.x, y: output.y - input.y }, f);
    const image = tensorDataToImage(pixels, { width: input.width * f, height: input.height * f }, inner);
    return { patch: { rect: scale(output, f), image, settles }, multiplyAdds: null };
  }
}
