// Who writes what: of each level the prior at work, and the cells of all levels that a task is about.
import { maskCells, maskFromCells, maskOnLevel } from '../../core/cell-mask.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { DocumentLevel } from '../state.ts';
import type { PriorInfo, PriorState } from './prior-state.ts';
import type { Passage } from './proposal.ts';

/** The prior that writes a level: the one at work, else one of the kind chosen last. Null where the pack brings none. */
export function priorOfLevel(
  { available, info, settings }: Pick<PriorState, 'available' | 'info' | 'settings'>,
  level: number,
): PriorInfo | null {
  if (info?.level === level) return info;
  const there = available.filter((prior) => prior.level === level);
  return there.find(({ kind }) => kind === settings.kind) ?? there[0] ?? null;
}

/** What is told to one prior, told to another: by name. What it does not know becomes "any". */
export function translated(condition: readonly number[], from: PriorInfo | null, to: PriorInfo): readonly number[] {
  const known = from?.conditions ?? to.conditions;
  return to.conditions.map(({ name, values, any }) => {
    const index = known.findIndex((other) => other.name === name);
    const value = known[index]?.values[condition[index] ?? -1];
    const there = value === undefined ? -1 : values.indexOf(value);
    return there < 0 ? any : there;
  });
}

export interface Asked {
  readonly prior: Pick<PriorState, 'available' | 'info' | 'settings'>;
  readonly levels: readonly DocumentLevel[];
  readonly grids: readonly TokenGrid[];
}

/** All cells of all levels that have priors. Of several levels nothing is known until it is written. */
export function wholePicture({ prior, levels, grids }: Asked): readonly Passage[] {
  const several = levels.length > 1;
  return grids.flatMap(({ tokens }, level) => {
    const writer = priorOfLevel(prior, level);
    if (!writer) return [];
    const unwritten = several ? levels[level]!.meanCode : null;
    return [{ prior: writer, cells: Array.from(tokens.keys()), unwritten, written: [] }];
  });
}

/** Some cells of a level and, where that is wished, all that lie beneath them. */
export function cellsAndBeneath(
  { prior, levels, grids }: Asked,
  { level, cells, beneath }: { level: number; cells: readonly number[]; beneath: boolean },
): readonly Passage[] {
  const own = priorOfLevel(prior, level);
  if (!own || cells.length === 0) return [];
  const passages: Passage[] = [{ prior: own, cells, unwritten: null, written: [] }];
  const mask = maskFromCells(cells, grids[level]!);
  for (let finer = level + 1; beneath && finer < grids.length; finer++) {
    const writer = priorOfLevel(prior, finer);
    if (!writer) continue;
    const across = levels[level]!.downsample / levels[finer]!.downsample;
    const under = maskCells(maskOnLevel(mask, across, grids[finer]!));
    passages.push({ prior: writer, cells: under, unwritten: levels[finer]!.meanCode, written: [] });
  }
  return passages;
}
