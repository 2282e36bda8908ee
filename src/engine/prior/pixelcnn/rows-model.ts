// What tells a PixelCNN's logits, however it is computed. Ways: own-rows.ts with our own kernels, where only what a new
// token changes is computed; onnx-rows.ts for any other graph.
import type { NetworkBackend } from '../../protocol.ts';
import type { Condition } from '../prior-protocol.ts';

/** The last rows of a grid, as far as a window is wide: down to the row that a cell is in. */
export interface RowsView {
  /** [rows, width], row by row. */
  readonly tokens: Int32Array;
  /** The grid's column at which it begins. */
  readonly left: number;
}

export interface RowsModel {
  readonly backend: NetworkBackend;
  /** K logits of a cell of the last row, given what comes before it; they are valid until others are asked for. */
  logits(view: RowsView, column: number, condition: Condition): Promise<Float32Array>;
  dispose(): Promise<void>;
}
