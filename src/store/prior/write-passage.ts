// One passage of a proposal is written by its prior, and comes on screen as it does.
import type { StoreContext } from '../context.ts';
import { translated } from './passages.ts';
import { openCells, type Passage, type Proposal, proposedGrids, withWritten } from './proposal.ts';

/** Tokens come on screen this much apart, in units of what a decode takes: most of the time is the prior's. */
const decodeShare = 5;
const shortestPause = 50;
/** However slow a decode is (or was, of the whole picture): somebody is watching. */
const longestPause = 250;
/** Before the first decode is measured. */
const likelyDecode = 25;

export interface PassageRun {
  /** How many more cells to write; a masked prior ends its step first. */
  readonly limit: number;
  /** Told of the cells written since the beginning. */
  readonly progress: (count: number) => void;
  /** Brings the proposal on screen as it is so far. */
  readonly update: (proposal: Proposal) => void;
  /** Takes what brings on screen, if it is stopped, all that has come since it was shown last. */
  readonly onBegin: (showRest: () => void) => void;
  readonly signal: AbortSignal;
}

/** @returns the proposal with what was written */
export async function writePassage(
  { get, engine }: StoreContext,
  started: Proposal,
  passage: Passage,
  { limit, progress, update, onBegin, signal }: PassageRun,
): Promise<Proposal> {
  const { prior, cells } = passage;
  const { settings, told } = started;
  const grids = proposedGrids(started);
  const from = passage.written.length;
  const written = [...passage.written];
  let shownAt = performance.now();
  const show = () => {
    if (signal.aborted) return;
    shownAt = performance.now();
    update(withWritten(started, passage, written.slice()));
  };
  onBegin(show);
  const pause = () => {
    const decode = get().engine.timings.decoder ?? likelyDecode;
    return Math.max(shortestPause, Math.min(longestPause, decodeShare * decode));
  };
  const request = {
    prior: prior.id,
    grid: grids[prior.level]!,
    above: prior.above === null ? null : grids[prior.above]!,
    cells,
    open: openCells(passage),
    limit,
    options: {
      ...settings,
      seed: seedOfLevel(settings.seed, prior.level),
      condition: translated(settings.condition, told, prior),
    },
  };
  const { changes } = await engine.client.fill(
    request,
    (some) => {
      written.push(...some);
      progress(written.length - from);
      if (performance.now() - shownAt >= pause()) show();
    },
    signal,
  );
  return withWritten(started, passage, [...passage.written, ...changes]);
}

/** Chance of each level's own: a cell of one must not share its draws with a cell of another. */
function seedOfLevel(seed: number, level: number): number {
  return (seed + Math.imul(level, 0x9e3779b9)) | 0;
}
