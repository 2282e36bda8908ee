// What the prior proposes: some cells of a picture written anew, all others kept; in the order of the prior's kind.
import { stepAfter, writtenAfter } from '../../core/sampling/masked-schedule.ts';
import { applyChanges, type CellChange, type TokenGrid } from '../../core/token-grid.ts';
import type { PriorInfo, PriorSettings, PriorTask, Until } from './prior-state.ts';

export interface Proposal {
  readonly id: number;
  readonly task: PriorTask;
  /** Who writes it. */
  readonly prior: PriorInfo;
  /** The picture before. */
  readonly base: TokenGrid;
  /** The cells to write, ascending. */
  readonly cells: readonly number[];
  /** What is written so far, first things first. */
  readonly written: readonly CellChange[];
  readonly settings: PriorSettings;
}

/** The base with what is written so far. */
export function proposedGrid({ base, written }: Proposal): TokenGrid {
  return applyChanges(base, written);
}

export function isComplete({ cells, written }: Proposal): boolean {
  return written.length === cells.length;
}

/** The cells that are still to be written, ascending. */
export function openCells({ cells, written }: Proposal): number[] {
  const done = new Set(written.map(({ index }) => index));
  return cells.filter((cell) => !done.has(cell));
}

/** How many of the cells are written when a run rests. A masked prior's least is a step. */
export function goalOf(proposal: Proposal, until: Until): number {
  const { base, cells, written, prior, settings } = proposal;
  const done = written.length;
  if (done === cells.length || until === 'end') return cells.length;
  if (until === 'token') {
    if (prior.kind === 'autoregressive') return done + 1;
    return writtenAfter(stepAfter(done, settings.steps, cells.length) + 1, settings.steps, cells.length);
  }
  const open = openCells(proposal);
  const row = Math.floor(open[0]! / base.width);
  return done + open.filter((cell) => Math.floor(cell / base.width) === row).length;
}

/** Without what was written last: a token, or all of a masked prior's step. */
export function withoutLast(proposal: Proposal): Proposal {
  const { cells, written, prior, settings } = proposal;
  const kept =
    prior.kind === 'autoregressive'
      ? written.length - 1
      : writtenAfter(stepAfter(written.length - 1, settings.steps, cells.length), settings.steps, cells.length);
  return { ...proposal, written: written.slice(0, Math.max(0, kept)) };
}

/** Whether the other proposal writes the same cells of the same picture: the two can be compared. */
export function isAlternative(one: Pick<Proposal, 'base' | 'cells'>, other: Pick<Proposal, 'base' | 'cells'>): boolean {
  return (
    one.base === other.base &&
    one.cells.length === other.cells.length &&
    one.cells.every((cell, i) => cell === other.cells[i])
  );
}
