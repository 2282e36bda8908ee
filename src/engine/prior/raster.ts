// Writing in raster order, whatever tells the logits: each open cell is drawn given all that stands before it.
import type { Sampler } from '../../core/sampling/sampler.ts';
import { guide } from '../../core/sampling/softmax.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import type { Condition, FillJob } from './prior-protocol.ts';

export interface RasterWriter {
  readonly sampler: Sampler;
  readonly codebookSize: number;
  /** What tells the prior nothing. */
  readonly any: Condition;
  /** The logits of a cell, given those before it; they are valid until others are asked for. */
  readonly logits: (grid: TokenGrid, cell: number, condition: Condition) => Promise<Float32Array>;
}

/** @param onToken called with each token once it is drawn */
export async function fillInRasterOrder(
  { sampler, codebookSize, any, logits }: RasterWriter,
  { grid, open, limit, options }: FillJob,
  onToken: (change: CellChange) => void,
): Promise<void> {
  const { condition, seed, guidance } = options;
  const draft = { width: grid.width, height: grid.height, tokens: grid.tokens.slice() };
  const guided = guidance !== 1 && condition.some((value, i) => value !== any[i]);
  const mixed = new Float32Array(codebookSize);
  for (const cell of open.slice(0, limit)) {
    let wanted = await logits(draft, cell, condition);
    if (guided) {
      mixed.set(wanted);
      wanted = guide(mixed, await logits(draft, cell, any), guidance, mixed);
    }
    const code = sampler.draw(wanted, options, { seed, place: cell });
    draft.tokens[cell] = code;
    onToken({ index: cell, code });
  }
}
