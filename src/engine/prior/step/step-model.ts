// One step of an autoregressive transformer, wherever it is computed: a token in, the next one's logits out.
// Ways: own-step.ts on the CPU with our own kernels; onnx-step.ts on the CPU for any other graph; gpu-step.ts on a GPU.
import type { Shaping } from '../../../core/sampling/truncation.ts';
import type { TokenGrid } from '../../../core/token-grid.ts';
import type { NetworkBackend } from '../../protocol.ts';
import type { Condition } from '../prior-protocol.ts';

/** The keys and values of one window. */
export interface StepWindow {
  /**
   * Reads one more token: its row of keys and values is remembered, and all rows after it are forgotten.
   *
   * @param position those before it have been read in this window
   * @param token or, where the model draws tokens itself, what a draft promised for one
   */
  read(position: number, token: number, condition: Condition): Promise<void>;
}

/** A grid whose tokens are drawn where the logits are: the caller learns of them later. */
export interface StepDraft {
  /** What stands for a cell's token from when it is drawn until it is collected: negative, and no other draft's. */
  promised(cell: number): number;
  /** Draws a cell's token from the logits of what was read last. */
  draw(cell: number, shaping: Shaping, seed: number): void;
  /** @returns the tokens that were drawn for these cells */
  collect(cells: readonly number[]): Promise<readonly number[]>;
  dispose(): void;
}

export interface StepModel {
  readonly backend: NetworkBackend;
  /** Room for the keys and values of one more window: it is there as long as the model is. */
  openWindow(): StepWindow;
  /** K logits of what follows the token that was read last; they are valid until another one is. */
  logits(): Promise<Float32Array>;
  /** Null where the logits are at hand, for the app's own sampler to draw from. */
  openDraft(grid: TokenGrid): StepDraft | null;
  dispose(): Promise<void>;
}
