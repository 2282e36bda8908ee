// Decodes with ONNX Runtime: the decoder of any pack, on WebGPU or WebAssembly. After an edit it runs on a window of the
// token grid, if the manifest tells how far a pixel reads; else on the whole grid.
import type { InferenceSession } from 'onnxruntime-web';
import type { TokenLayers } from '../../core/levels.ts';
import { type Rect, scale } from '../../core/rect.ts';
import { cropGrid } from '../../core/token-grid.ts';
import type { LookUp } from '../../gpu/kernels/look-up/look-up.ts';
import { tensorDataToImage } from '../image-tensor.ts';
import type { PackManifest } from '../packs/manifest.ts';
import type { NetworkBackend } from '../protocol.ts';
import { type OnnxRuntime, runOne } from '../runtime/onnx-runtime.ts';
import type { CodeTables } from './code-tables.ts';
import type { DecodedPart, DecodeJob, PictureDecoder } from './picture-decoder.ts';
import { type DecodeWindow, planChanged, planWhole } from './windows.ts';

export interface OnnxDecoderParts {
  readonly manifest: PackManifest;
  readonly runtime: OnnxRuntime;
  readonly session: InferenceSession;
  readonly backend: NetworkBackend;
  readonly tables: CodeTables;
  /** For WebGPU and codes of one level: writes z_q into a buffer on the session's device. */
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

  plan(grid: TokenLayers, changed: readonly number[] | null): DecodeJob[] {
    const { receptiveField = null } = this.#parts.manifest.decoder;
    const windows = changed ? planChanged(changed, grid, receptiveField) : planWhole(grid, receptiveField);
    return windows.map((window) => () => this.#decode(grid, window));
  }

  numbers(grid: TokenLayers): Promise<Float32Array> {
    return this.#run(grid, { x: 0, y: 0, width: grid.width, height: grid.height });
  }

  async dispose(): Promise<void> {
    this.#parts.lookUp?.dispose();
    await this.#parts.session.release();
  }

  /** Runs the network on a part of the grid: [3, height·f, width·f]. */
  async #run(grid: TokenLayers, part: Rect): Promise<Float32Array> {
    const { lookUp, manifest, runtime, session, tables } = this.#parts;
    const { width, height, layers } = grid;
    const dims = [1, tables.channels, part.height, part.width];
    const zQ = lookUp
      ? runtime.fromGpuBuffer(
          lookUp.runToBuffer(cropGrid({ width, height, tokens: layers[0]! }, part).tokens, { layout: 'channel-major' }),
          dims,
        )
      : runtime.float32(tables.lookUp(grid, part), dims);
    const image = await runOne(session, { [manifest.decoder.inputs[0]!]: zQ }, manifest.decoder.output);
    try {
      return (await image.getData()) as Float32Array;
    } finally {
      image.dispose();
    }
  }

  /** The pixels of the window's output, equal to those of a whole decode. */
  async #decode(grid: TokenLayers, { input, output, settles }: DecodeWindow): Promise<DecodedPart> {
    const f = this.#parts.tables.downsample;
    const pixels = await this.#run(grid, input);
    const inner = scale({ ...output, x: output.x - input.x, y: output.y - input.y }, f);
    const image = tensorDataToImage(pixels, { width: input.width * f, height: input.height * f }, inner);
    return { patch: { rect: scale(output, f), image, settles }, multiplyAdds: null };
  }
}
