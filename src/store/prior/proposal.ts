// What the prior proposes: some cells of a picture written anew, all others kept; level by level, coarsest first, and
// within a level in the order of the prior's kind.
import { stepAfter, writtenAfter } from '../../core/sampling/masked-schedule.ts';
import { applyChanges, type CellChange, type TokenGrid } from '../../core/token-grid.ts';
import type { PriorInfo, PriorSettings, PriorTask, Until } from './prior-state.ts';

/** Some cells of one level, written by a prior of that level. */
export interface Passage {
  readonly prior: PriorInfo;
  /** The cells to write, ascending. */
  readonly cells: readonly number[];
  /** What stands in those that are not written yet; null leaves what was there. */
  readonly unwritten: number | null;
  /** What is written so far, first things first. */
  readonly written: readonly CellChange[];
}

export interface Proposal {
  readonly id: number;
  readonly task: PriorTask;
  /** The picture before: of each level. */
  readonly base: readonly TokenGrid[];
  /** One after the other: each is told what those before it have written. */
  readonly passages: readonly Passage[];
  readonly settings: PriorSettings;
  /** The prior whose conditions the settings tell. */
  readonly told: PriorInfo;
}

const proposed = new WeakMap<Proposal, readonly TokenGrid[]>();

/** The base with what is written so far: of each level. The same array for the same proposal. */
export function proposedGrids(proposal: Proposal): readonly TokenGrid[] {
  const known = proposed.get(proposal);
  if (known) return known;
  const grids = [...proposal.base];
  for (const { prior, cells, unwritten, written } of proposal.passages) {
    const base = grids[prior.level]!;
    const start =
      unwritten === null
        ? base
        : applyChanges(
            base,
            cells.map((index) => ({ index, code: unwritten })),
          );
    grids[prior.level] = applyChanges(start, written);
  }
  const result = grids.every((grid, level) => grid === proposal.base[level]) ? proposal.base : grids;
  proposed.set(proposal, result);
  return result;
}

export function writtenCount({ passages }: Pick<Proposal, 'passages'>): number {
  return passages.reduce((sum, { written }) => sum + written.length, 0);
}

export function isComplete({ passages }: Pick<Proposal, 'passages'>): boolean {
  return passages.every(({ cells, written }) => written.length === cells.length);
}

/** The one that is being written, or the last. */
export function passageAtWork({ passages }: Pick<Proposal, 'passages'>): Passage {
  return passages.find(({ cells, written }) => written.length < cells.length) ?? passages.at(-1)!;
}

/** The cells that are still to be written, ascending. */
export function openCells({ cells, written }: Passage): number[] {
  const done = new Set(written.map(({ index }) => index));
  return cells.filter((cell) => !done.has(cell));
}

/** How many of the passage's cells are written when a run rests. A masked prior's least is a step. */
export function goalOf({ base, settings }: Proposal, passage: Passage, until: Until): number {
  const { cells, written, prior } = passage;
  const done = written.length;
  if (done === cells.length || until === 'end') return cells.length;
  if (until === 'token') {
    if (prior.kind !== 'masked') return done + 1;
    return writtenAfter(stepAfter(done, settings.steps, cells.length) + 1, settings.steps, cells.length);
  }
  const { width } = base[prior.level]!;
  const open = openCells(passage);
  const row = Math.floor(open[0]! / width);
  return done + open.filter((cell) => Math.floor(cell / width) === row).length;
}

/** Without what was written last: a token, or all of a masked prior's step. */
export function withoutLast(proposal: Proposal): Proposal {
  const { passages, settings } = proposal;
  const last = passages.findLast(({ written }) => written.length > 0);
  if (!last) return proposal;
  const { cells, written, prior } = last;
  const kept =
    prior.kind !== 'masked'
      ? written.length - 1
      : writtenAfter(stepAfter(written.length - 1, settings.steps, cells.length), settings.steps, cells.length);
  return withWritten(proposal, last, written.slice(0, Math.max(0, kept)));
}

/** With something else written in one of its passages. */
export function withWritten(proposal: Proposal, passage: Passage, written: readonly CellChange[]): Proposal {
  const passages = proposal.passages.map((other) =>
    other.prior.level === passage.prior.level ? { ...other, written } : other,
  );
  return { ...proposal, passages };
}

/** Whether the other proposal writes the same cells of the same picture: the two can be compared. */
export function isAlternative(
  one: Pick<Proposal, 'base' | 'passages'>,
  other: Pick<Proposal, 'base' | 'passages'>,
): boolean {
  return (
    one.base === other.base &&
    one.passages.length === other.passages.length &&
    one.passages.every(({ prior, cells }, i) => {
      const there = other.passages[i]!;
      return (
        prior.level === there.prior.level &&
        cells.length === there.cells.length &&
        cells.every((cell, n) => cell === there.cells[n])
      );
    })
  );
}
