// One step of an autoregressive transformer, wherever it is computed: a token in, the next one's logits out.
// Ways: own-step.ts on the CPU with our own kernels, onnx-step.ts for any other graph.
import type { Condition } from '../prior-protocol.ts';

/** The keys and values of one window. */
export interface StepWindow {
  /**
   * Reads one more token: its row of keys and values is remembered, and all rows after it are forgotten.
   *
   * @param position those before it have been read in this window
   * @returns K logits of what follows, which are valid until the model's next step
   */
  read(position: number, token: number, condition: Condition): Promise<Float32Array>;
}

export interface StepModel {
  /** Room for the keys and values of one more window: it is there as long as the model is. */
  openWindow(): StepWindow;
  dispose(): Promise<void>;
}
