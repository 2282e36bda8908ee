// A copied piece of a token grid of any shape: what the clipboard and the stamp hold.
import type { CellMask } from './cell-mask.ts';
import type { TokenGrid } from './token-grid.ts';

/** `mask` has the patch's own size; codes of cells outside it mean nothing. */
export interface Patch {
  readonly grid: TokenGrid;
  readonly mask: CellMask;
}
