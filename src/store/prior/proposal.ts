// What the prior proposes: some cells of a picture written anew, all others kept. Written cell by cell, in raster order.
import type { TokenGrid } from '../../core/token-grid.ts';
import type { PriorSettings, PriorTask, Until } from './prior-state.ts';

export interface Proposal {
  readonly id: number;
  readonly task: PriorTask;
  /** The picture before. */
  readonly base: TokenGrid;
  /** The cells to write, ascending. */
  readonly cells: readonly number[];
  /** What is written so far: the codes of the first cells. */
  readonly codes: Int32Array;
  readonly settings: PriorSettings;
}

/** The base with what is written so far. */
export function proposedGrid({ base, cells, codes }: Proposal): TokenGrid {
  if (codes.length === 0) return base;
  const tokens = base.tokens.slice();
  codes.forEach((code, i) => {
    tokens[cells[i]!] = code;
  });
  return { width: base.width, height: base.height, tokens };
}

export function isComplete({ cells, codes }: Proposal): boolean {
  return codes.length === cells.length;
}

/** How many of the cells are written when a run rests. */
export function goalOf({ base, cells, codes }: Proposal, until: Until): number {
  const done = codes.length;
  const next = cells[done];
  if (next === undefined || until === 'end') return cells.length;
  if (until === 'token') return done + 1;
  const row = Math.floor(next / base.width);
  const behind = cells.findIndex((cell, i) => i >= done && Math.floor(cell / base.width) !== row);
  return behind < 0 ? cells.length : behind;
}

export function withCodes(proposal: Proposal, codes: Int32Array): Proposal {
  return { ...proposal, codes };
}
