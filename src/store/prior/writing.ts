// The prior writes: proposals come into being token by token, on screen as the draft that the live decoder follows.
import { maskCells } from '../../core/cell-mask.ts';
import type { Size } from '../../core/rect.ts';
import { createGrid, type TokenGrid } from '../../core/token-grid.ts';
import type { StoreContext } from '../context.ts';
import { gridInHand, withGrid } from '../selectors.ts';
import type { DocumentInfo } from '../state.ts';
import type { PriorJobs } from './prior-jobs.ts';
import type { PriorActions, PriorSettings, Until } from './prior-state.ts';
import { goalOf, isAlternative, isComplete, openCells, type Proposal, proposedGrid, withoutLast } from './proposal.ts';

export interface WritingOptions {
  /** Sets down what the person holds, so that it is part of the picture. */
  readonly settleEdits: () => void;
  /** Opens a document of tokens alone; false where something else came in between. */
  readonly openGrid: (grid: TokenGrid, name: string) => Promise<boolean>;
  /** A run has come to its end; it had begun then, by performance.now(). */
  readonly onWritten: (start: number) => void;
  /** Resolves once the picture shows what is proposed. */
  readonly whenSettled: () => Promise<void>;
  readonly closeDocument: (id: string) => Promise<void>;
}

type Writing = Pick<
  PriorActions,
  'generate' | 'complete' | 'regenerate' | 'proceed' | 'stepBack' | 'another' | 'stop' | 'show' | 'accept' | 'reject'
>;

/** Tokens come on screen this much apart, in units of what a decode takes: most of the time is the prior's. */
const decodeShare = 8;
const shortestPause = 50;
/** However slow a decode is (or was, of the whole picture): somebody is watching. */
const longestPause = 250;
/** Before the first decode is measured. */
const likelyDecode = 25;

const largestSeed = 1_000_000;

/** Older ones make room. */
const mostProposals = 16;

type Draft = Pick<Proposal, 'task' | 'base' | 'cells' | 'settings'>;

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

  /** Replaces proposals and which of them is shown; the draft follows. */
  function put(proposals: readonly Proposal[], shown: number): void {
    const proposal = proposals[shown];
    set({
      draft: proposal && proposal.written.length > 0 ? proposedGrid(proposal) : null,
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
    if (!info) return null;
    const proposal = { ...draft, id: nextId++, prior: info, written: [] };
    const kept = proposals.filter((other) => isAlternative(other, draft)).slice(1 - mostProposals);
    put([...kept, proposal], kept.length);
    return proposal;
  }

  /** @returns whether it went all the way */
  function write(started: Proposal | null, until: Until): Promise<boolean> {
    if (!started || isComplete(started)) return Promise.resolve(false);
    const goal = goalOf(started, until);
    const from = started.written.length;
    return jobs.run('write', goal - from, async (progress, signal) => {
      const written = [...started.written];
      const start = performance.now();
      let shownAt = start;
      const show = () => {
        if (signal.aborted) return;
        shownAt = performance.now();
        update({ ...started, written: written.slice() });
      };
      showRest = show;
      const pause = () => {
        const decode = get().engine.timings.decoder ?? likelyDecode;
        return Math.max(shortestPause, Math.min(longestPause, decodeShare * decode));
      };
      const request = {
        prior: started.prior.id,
        grid: proposedGrid(started),
        cells: started.cells,
        open: openCells(started),
        limit: goal - from,
        options: started.settings,
      };
      const result = await engine.client.fill(
        request,
        (changes) => {
          written.push(...changes);
          progress(written.length - from);
          if (performance.now() - shownAt >= pause()) show();
        },
        signal,
      );
      written.splice(from, written.length, ...result.changes);
      options.onWritten(start);
      show();
      showRest = null;
    });
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
    const { document, draft, prior, level } = get();
    if (!document || !draft || !shownProposal()?.written.length) return false;
    set({
      ...withGrid(get(), draft),
      draft: null,
      // A document that was opened to be written on has these codes as its own.
      ...(document.id === blank ? { document: withOwn(document, level, draft) } : {}),
      prior: { ...prior, run: null, proposals: [], shown: 0 },
    });
    blank = null;
    return true;
  }

  /** The picture to work on, with everything that was in the air set down; null without one. */
  function beginOnPicture(): TokenGrid | null {
    options.settleEdits();
    if (!acceptShown()) clear();
    return get().document && gridInHand(get());
  }

  /** The picture to write some cells of. Proposals for the same cells stay, to be compared with. */
  function beginOnCells(cellsOf: (grid: TokenGrid) => readonly number[]): Pick<Proposal, 'base' | 'cells'> | null {
    const grid = gridInHand(get());
    const proposal = shownProposal();
    if (grid && proposal && isAlternative(proposal, { base: grid, cells: cellsOf(grid) })) {
      jobs.stop();
      return proposal;
    }
    const base = beginOnPicture();
    return base && { base, cells: cellsOf(base) };
  }

  /** An empty picture to write on: the one in view while nothing of it is kept, else a new document. */
  async function beginOnBlank(size: Size): Promise<TokenGrid | null> {
    const { document } = get();
    const grid = gridInHand(get());
    if (grid && document?.id === blank) {
      jobs.stop();
      if (grid.width === size.width && grid.height === size.height) return grid;
      clear();
      await closeBlank();
    } else {
      beginOnPicture();
    }
    if (!(await options.openGrid(createGrid(size, get().background), 'Generated'))) return null;
    blank = get().document?.id ?? null;
    return gridInHand(get());
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
    async generate(size, variations) {
      const base = size ? await beginOnBlank(size) : null;
      const work = size ? base && { base, cells: allCells(base) } : beginOnCells(allCells);
      if (work) await writeVariations({ task: 'generate', ...work, settings: get().prior.settings }, variations);
    },
    async complete(keptRows, until) {
      const work = beginOnCells((grid) => allCells(grid).slice(Math.max(0, keptRows) * grid.width));
      if (!work || work.cells.length === 0) return;
      await write(propose({ task: 'complete', ...work, settings: get().prior.settings }), until);
    },
    async regenerate(variations) {
      const work = beginOnCells(() => {
        const { selection } = get();
        return selection ? maskCells(selection) : [];
      });
      if (!work || work.cells.length === 0) return;
      await writeVariations({ task: 'regenerate', ...work, settings: get().prior.settings }, variations);
    },
    async proceed(until) {
      writing.stop();
      const proposal = shownProposal();
      if (!proposal || isComplete(proposal)) return;
      // The knobs may have turned since; the seed is the proposal's own.
      await write({ ...proposal, settings: { ...get().prior.settings, seed: proposal.settings.seed } }, until);
    },
    stepBack() {
      writing.stop();
      const proposal = shownProposal();
      if (proposal && proposal.written.length > 0) update(withoutLast(proposal));
    },
    async another() {
      writing.stop();
      const proposal = shownProposal();
      if (!proposal) return;
      const settings = otherSeed(get().prior.settings);
      set({ prior: { ...get().prior, settings } });
      const { task, base, cells } = proposal;
      await write(propose({ task, base, cells, settings }), 'end');
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

function withOwn(document: DocumentInfo, level: number, own: TokenGrid): DocumentInfo {
  return { ...document, levels: document.levels.map((other, i) => (i === level ? { ...other, own } : other)) };
}

function allCells({ tokens }: TokenGrid): number[] {
  return Array.from(tokens.keys());
}
