// The prior writes: proposals come into being token by token, on screen as grids that the live decoder follows.
import { maskCells } from '../../core/cell-mask.ts';
import type { Size } from '../../core/rect.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { StoreContext } from '../context.ts';
import type { DocumentInfo } from '../state.ts';
import { cellsAndBeneath, priorOfLevel, translated, wholePicture } from './passages.ts';
import type { PriorJobs } from './prior-jobs.ts';
import type { PriorActions, PriorSettings, Until } from './prior-state.ts';
import {
  goalOf,
  isAlternative,
  isComplete,
  openCells,
  type Passage,
  type Proposal,
  passageAtWork,
  proposedGrids,
  withoutLast,
  withWritten,
  writtenCount,
} from './proposal.ts';

export interface WritingOptions {
  /** Sets down what the person holds, so that it is part of the picture. */
  readonly settleEdits: () => void;
  /** Opens a document of tokens alone, of so many pixels; false where something else came in between. */
  readonly openBlank: (pixels: Size, name: string) => Promise<boolean>;
  /** A run has come to its end; it had begun then, by performance.now(). */
  readonly onWritten: (start: number) => void;
  /** Resolves once the picture shows what is proposed. */
  readonly whenSettled: () => Promise<void>;
  readonly closeDocument: (id: string) => Promise<void>;
}

export type Writing = Pick<
  PriorActions,
  'generate' | 'complete' | 'regenerate' | 'proceed' | 'stepBack' | 'another' | 'stop' | 'show' | 'accept' | 'reject'
>;

/** Tokens come on screen this much apart, in units of what a decode takes: most of the time is the prior's. */
const decodeShare = 5;
const shortestPause = 50;
/** However slow a decode is (or was, of the whole picture): somebody is watching. */
const longestPause = 250;
/** Before the first decode is measured. */
const likelyDecode = 25;

const largestSeed = 1_000_000;

/** Older ones make room. */
const mostProposals = 16;

type Draft = Pick<Proposal, 'task' | 'base' | 'passages' | 'settings'>;

export function createWriting(
  { get, set, engine, report }: StoreContext,
  jobs: PriorJobs,
  options: WritingOptions,
): Writing {
  let nextId = 1;
  /** The document that was opened to be written on, while nothing of it is accepted. */
  let blank: string | null = null;
  /** Puts on screen what the run at work has written since it was shown last. */
  let showRest: (() => void) | null = null;

  /** Replaces proposals and which of them is shown; the picture follows. */
  function put(proposals: readonly Proposal[], shown: number): void {
    const proposal = proposals[shown];
    set({
      proposed: proposal && writtenCount(proposal) > 0 ? proposedGrids(proposal) : null,
      prior: { ...get().prior, proposals, shown },
    });
  }

  function shownProposal(): Proposal | undefined {
    const { proposals, shown } = get().prior;
    return proposals[shown];
  }

  function update(proposal: Proposal): void {
    const { proposals, shown } = get().prior;
    put(
      proposals.map((other) => (other.id === proposal.id ? proposal : other)),
      shown,
    );
  }

  function propose(draft: Draft): Proposal | null {
    const { proposals, info } = get().prior;
    const told = info ?? draft.passages[0]?.prior;
    if (!told) return null;
    const proposal = { ...draft, id: nextId++, told };
    const kept = proposals.filter((other) => isAlternative(other, draft)).slice(1 - mostProposals);
    put([...kept, proposal], kept.length);
    return proposal;
  }

  /** @returns whether it went all the way */
  function write(started: Proposal | null, until: Until): Promise<boolean> {
    if (!started || isComplete(started)) return Promise.resolve(false);
    const first = passageAtWork(started);
    const passages = until === 'end' ? started.passages.slice(started.passages.indexOf(first)) : [first];
    const goals = passages.map((passage) => goalOf(started, passage, until) - passage.written.length);
    const total = goals.reduce((sum, goal) => sum + goal, 0);
    return jobs.run('write', total, async (progress, signal) => {
      const start = performance.now();
      let now = started;
      let done = 0;
      for (const [i, passage] of passages.entries()) {
        now = await writePassage(
          now,
          passage,
          goals[i]!,
          (count) => progress(done + count, passage.prior.level),
          signal,
        );
        done += goals[i]!;
        if (passage === passages.at(-1)) options.onWritten(start);
        update(now);
      }
    });
  }

  /** @returns the proposal with `limit` more cells of the passage written (a masked prior ends its step first) */
  async function writePassage(
    started: Proposal,
    passage: Passage,
    limit: number,
    progress: (count: number) => void,
    signal: AbortSignal,
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
    showRest = show;
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
    showRest = null;
    return withWritten(started, passage, [...passage.written, ...changes]);
  }

  function clear(): void {
    jobs.stop();
    if (get().prior.proposals.length > 0) put([], 0);
  }

  /** Closes a document that was opened to be written on, if nothing of it was kept. */
  async function closeBlank(): Promise<void> {
    const { document } = get();
    if (!document || document.id !== blank) return;
    blank = null;
    await options.closeDocument(document.id);
  }

  /** @returns whether there was anything to accept */
  function acceptShown(): boolean {
    jobs.stop();
    const { document, proposed, prior } = get();
    if (!document || !proposed || !shownProposal()) return false;
    set({
      grids: proposed,
      proposed: null,
      // A document that was opened to be written on has these codes as its own.
      ...(document.id === blank ? { document: withOwn(document, proposed) } : {}),
      prior: { ...prior, run: null, proposals: [], shown: 0 },
    });
    blank = null;
    return true;
  }

  /** Sets everything down that is in the air: what is written next is about the picture as it is then. */
  function settle(): void {
    options.settleEdits();
    if (!acceptShown()) clear();
  }

  function passagesOf(
    task: 'all' | ((grid: TokenGrid) => readonly number[]),
  ): Pick<Proposal, 'base' | 'passages'> | null {
    const { document, grids, level, prior } = get();
    const grid = grids[level];
    if (!document || !grid) return null;
    const asked = { prior, levels: document.levels, grids };
    const passages =
      task === 'all'
        ? wholePicture(asked)
        : cellsAndBeneath(asked, { level, cells: task(grid), beneath: prior.settings.beneath });
    return passages.length > 0 ? { base: grids, passages } : null;
  }

  /** What to write of the picture in view. Proposals for the same cells stay, to be compared with. */
  function beginOnPicture(...[task]: Parameters<typeof passagesOf>): Pick<Proposal, 'base' | 'passages'> | null {
    const proposal = shownProposal();
    const asked = proposal && passagesOf(task);
    if (asked && isAlternative(proposal, asked)) {
      jobs.stop();
      return asked;
    }
    settle();
    return passagesOf(task);
  }

  /** An empty picture to write on: the one in view while nothing of it is kept, else a new document. */
  async function beginOnBlank(pixels: Size): Promise<Pick<Proposal, 'base' | 'passages'> | null> {
    const { document } = get();
    if (document && document.id === blank) {
      jobs.stop();
      const { own, downsample } = document.levels.at(-1)!;
      if (own.width * downsample === pixels.width && own.height * downsample === pixels.height)
        return passagesOf('all');
      clear();
      await closeBlank();
    } else {
      settle();
    }
    if (!(await options.openBlank(pixels, 'Generated'))) return null;
    blank = get().document?.id ?? null;
    return passagesOf('all');
  }

  async function writeVariations(draft: Draft, count: number): Promise<void> {
    for (let variation = 0; variation < count; variation++) {
      const settings = { ...draft.settings, seed: draft.settings.seed + variation };
      const proposal = propose({ ...draft, settings });
      if (!(await write(proposal, 'end'))) return;
      // Each is seen before the next one takes its place.
      await options.whenSettled();
      if (proposal?.id !== shownProposal()?.id) return;
    }
  }

  function otherSeed(settings: PriorSettings): PriorSettings {
    return { ...settings, seed: Math.floor(Math.random() * largestSeed) };
  }

  const writing: Writing = {
    async generate(pixels, variations) {
      const work = pixels ? await beginOnBlank(pixels) : beginOnPicture('all');
      if (work) await writeVariations({ task: 'generate', ...work, settings: get().prior.settings }, variations);
    },
    async complete(keptRows, until) {
      const work = beginOnPicture(({ width, tokens }) =>
        Array.from(tokens.keys()).slice(Math.max(0, keptRows) * width),
      );
      if (work) await write(propose({ task: 'complete', ...work, settings: get().prior.settings }), until);
    },
    async regenerate(variations) {
      const work = beginOnPicture(() => {
        const { selection } = get();
        return selection ? maskCells(selection) : [];
      });
      if (work) await writeVariations({ task: 'regenerate', ...work, settings: get().prior.settings }, variations);
    },
    async proceed(until) {
      writing.stop();
      const proposal = shownProposal();
      if (!proposal || isComplete(proposal)) return;
      // The knobs may have turned since; the seed is the proposal's own.
      const { settings, info } = get().prior;
      const told = info ?? proposal.told;
      await write({ ...proposal, told, settings: { ...settings, seed: proposal.settings.seed } }, until);
    },
    stepBack() {
      writing.stop();
      const proposal = shownProposal();
      if (proposal && writtenCount(proposal) > 0) update(withoutLast(proposal));
    },
    async another() {
      writing.stop();
      const proposal = shownProposal();
      if (!proposal) return;
      const settings = otherSeed(get().prior.settings);
      set({ prior: { ...get().prior, settings } });
      const { task, base } = proposal;
      const passages = proposal.passages.map((passage) => ({
        ...passage,
        prior: priorOfLevel(get().prior, passage.prior.level) ?? passage.prior,
        written: [],
      }));
      await write(propose({ task, base, passages, settings }), 'end');
    },
    stop() {
      showRest?.();
      showRest = null;
      jobs.stop();
    },
    show(index) {
      const { proposals, run } = get().prior;
      // The proposal that is being written is the one to watch.
      if (run?.kind === 'write') writing.stop();
      if (proposals[index]) put(proposals, index);
    },
    accept() {
      if (!acceptShown()) writing.reject();
    },
    reject() {
      const proposed = get().prior.proposals.length > 0;
      clear();
      if (!proposed) return;
      closeBlank().catch((error: unknown) => report('The empty picture could not be closed', error));
    },
  };
  return writing;
}

function withOwn(document: DocumentInfo, own: readonly TokenGrid[]): DocumentInfo {
  return { ...document, levels: document.levels.map((level, i) => ({ ...level, own: own[i]! })) };
}

/** Chance of each level's own: a cell of one must not share its draws with a cell of another. */
function seedOfLevel(seed: number, level: number): number {
  return (seed + Math.imul(level, 0x9e3779b9)) | 0;
}
