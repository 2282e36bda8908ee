// A set of cells of one token grid: selections and decode regions.
import type { Size } from './rect.ts';

export interface CellMask extends Size {
  /** 1 for a cell in the set, row by row. */
  readonly cells: Uint8Array;
}
