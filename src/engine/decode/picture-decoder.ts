// Tokens → pixels, whatever computes it.
import type { TokenLayers } from '../../core/levels.ts';
import type { DecodedPatch, DecoderKernelsKind, NetworkBackend } from '../protocol.ts';
import type { MultiplyAdds } from './packed-sections.ts';

export interface DecodedPart {
  readonly patch: DecodedPatch;
  /** Null where they are not counted. */
  readonly multiplyAdds: MultiplyAdds | null;
}

/** A part of a decode that is run as a whole, so that what is urgent gets its turn between two of them. */
export type DecodeJob = () => Promise<DecodedPart>;

export interface PictureDecoder {
  readonly backend: NetworkBackend;
  readonly kernels: DecoderKernelsKind;
  /**
   * What to run, in order, for the picture of this grid.
   * @param changed cells that differ from what the asker's pixels show; null if it has none
   */
  plan(grid: TokenLayers, changed: readonly number[] | null): DecodeJob[];
  /** The whole picture as numbers, [3, h·f, w·f] in [-1, 1], for comparison of backends. */
  numbers(grid: TokenLayers): Promise<Float32Array>;
  dispose(): Promise<void>;
}
