// What every kind of prior can do, whatever its order of writing. Kinds: autoregressive.ts.
import type { CellLogits } from '../../core/sampling/distribution.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import type { Condition, FillOptions } from './prior-protocol.ts';

/** Takes a turn in the engine's queue for one run of the model, so that whatever is urgent goes ahead of the next one. */
export type Turn = <T>(run: () => Promise<T>) => Promise<T>;

export interface Prior {
  /**
   * Writes new tokens into the given cells and keeps all others.
   *
   * @param onToken called with each token as it is drawn
   */
  fill(
    grid: TokenGrid,
    cells: readonly number[],
    options: FillOptions,
    turn: Turn,
    onToken: (change: CellChange) => void,
  ): Promise<void>;
  /** The logits for one cell, given the cells that this kind of prior looks at. */
  distribution(grid: TokenGrid, cell: number, condition: Condition, turn: Turn): Promise<CellLogits>;
  /** −log2 p of the token in each cell, in bits; each is told as it is known. */
  surprise(
    grid: TokenGrid,
    condition: Condition,
    turn: Turn,
    onBits: (cell: number, bits: number) => void,
  ): Promise<void>;
  dispose(): void;
}
