// The prior writes: proposals come into being token by token, on screen as the draft that the live decoder follows.
import { maskCells } from '../../core/cell-mask.ts';
import type { Size } from '../../core/rect.ts';
import { createGrid, type TokenGrid } from '../../core/token-grid.ts';
import type { StoreContext } from '../context.ts';
import type { PriorJobs } from './prior-jobs.ts';
import type { PriorActions, PriorSettings, Until } from './prior-state.ts';
import { goalOf, isComplete, type Proposal, proposedGrid, withCodes } from './proposal.ts';

export interface WritingOptions {
  /** Sets down what the person holds, so that it is part of the picture. */
  readonly settleEdits: () => void;
  /** Opens a document of tokens alone; false where something else came in between. */
  readonly openGrid: (grid: TokenGrid, name: string) => Promise<boolean>;
  /** A run has come to its end; it had begun then, by performance.now(). */
  readonly onWritten: (start: number) => void;
  readonly closeDocument: (id: string) => Promise<void>;
}

type Writing = Pick<
  PriorActions,
  'generate' | 'complete' | 'regenerate' | 'proceed' | 'stepBack' | 'another' | 'stop' | 'show' | 'accept' | 'reject'
>;

/** Tokens come on screen this much apart, in units of what a decode takes: most of the time is the prior's. */
const decodeShare = 4;
const frame = 16;
/** However slow a decode is (or was, of the whole picture): somebody is watching. */
const longestPause = 250;
/** Before the first decode is measured. */
const likelyDecode = 25;

const largestSeed = 1_000_000;

export function createWriting(
  { get, set, engine, report }: StoreContext,
  jobs: PriorJobs,
  options: WritingOptions,
): Writing {
  let nextId = 1;
  /** The document that was opened to be written on, while nothing of it is accepted. */
  let blank: string | null = null;

  /** Replaces proposals and which of them is shown; the draft follows. */
  function put(proposals: readonly Proposal[], shown: number): void {
    const proposal = proposals[shown];
    set({
      draft: proposal && proposal.codes.length > 0 ? proposedGrid(proposal) : null,
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

  function propose(draft: Omit<Proposal, 'id' | 'codes'>): Proposal {
    const proposal = { ...draft, id: nextId++, codes: new Int32Array() };
    const { proposals } = get().prior;
    put([...proposals, proposal], proposals.length);
    return proposal;
  }

  /** @returns whether it went all the way */
  function write(started: Proposal, until: Until): Promise<boolean> {
    const { info } = get().prior;
    const goal = goalOf(started, until);
    const from = started.codes.length;
    if (!info || goal === from) return Promise.resolve(false);
    return jobs.run('write', goal - from, async (progress, signal) => {
      const codes = new Int32Array(goal);
      codes.set(started.codes);
      let written = from;
      const start = performance.now();
      let shownAt = start;
      const show = () => {
        if (signal.aborted) return;
        shownAt = performance.now();
        update(withCodes(started, codes.slice(0, written)));
      };
      const pause = () => {
        const decode = get().engine.timings.decoder ?? likelyDecode;
        return Math.max(frame, Math.min(longestPause, decodeShare * decode));
      };
      const request = {
        prior: info.id,
        grid: proposedGrid(started),
        cells: started.cells.slice(from, goal),
        options: started.settings,
      };
      const result = await engine.client.fill(
        request,
        (changes) => {
          for (const { code } of changes) codes[written++] = code;
          progress(written - from);
          if (performance.now() - shownAt >= pause()) show();
        },
        signal,
      );
      codes.set(result.codes, from);
      written = goal;
      options.onWritten(start);
      show();
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
    const { document, draft, prior } = get();
    if (!document || !draft || !shownProposal()?.codes.length) return false;
    set({
      grid: draft,
      draft: null,
      // A document that was opened to be written on has these codes as its own.
      ...(document.id === blank ? { document: { ...document, own: draft } } : {}),
      prior: { ...prior, run: null, proposals: [], shown: 0 },
    });
    blank = null;
    return true;
  }

  /** The picture to work on, with everything that was in the air set down; null without one. */
  function beginOnPicture(): TokenGrid | null {
    options.settleEdits();
    if (!acceptShown()) clear();
    return get().document && get().grid;
  }

  /** An empty picture to write on: the one in view while nothing of it is kept, else a new document. */
  async function beginOnBlank(size: Size): Promise<TokenGrid | null> {
    const { document, grid } = get();
    if (grid && document?.id === blank) {
      clear();
      if (grid.width === size.width && grid.height === size.height) return grid;
      await closeBlank();
    } else {
      beginOnPicture();
    }
    if (!(await options.openGrid(createGrid(size, get().background), 'Generated'))) return null;
    blank = get().document?.id ?? null;
    return get().grid;
  }

  async function writeVariations(draft: Omit<Proposal, 'id' | 'codes'>, count: number): Promise<void> {
    for (let variation = 0; variation < count; variation++) {
      const settings = { ...draft.settings, seed: draft.settings.seed + variation };
      if (!(await write(propose({ ...draft, settings }), 'end'))) return;
    }
  }

  function otherSeed(settings: PriorSettings): PriorSettings {
    return { ...settings, seed: Math.floor(Math.random() * largestSeed) };
  }

  const writing: Writing = {
    async generate(size, variations) {
      const base = size ? await beginOnBlank(size) : beginOnPicture();
      if (!base) return;
      const cells = Array.from(base.tokens.keys());
      await writeVariations({ task: 'generate', base, cells, settings: get().prior.settings }, variations);
    },
    async complete(keptRows, until) {
      const base = beginOnPicture();
      if (!base) return;
      const first = Math.max(0, keptRows) * base.width;
      const cells = Array.from({ length: Math.max(0, base.tokens.length - first) }, (_, i) => first + i);
      if (cells.length === 0) return;
      await write(propose({ task: 'complete', base, cells, settings: get().prior.settings }), until);
    },
    async regenerate(variations) {
      const base = beginOnPicture();
      const { selection } = get();
      if (!base || !selection) return;
      const cells = maskCells(selection);
      if (cells.length === 0) return;
      await writeVariations({ task: 'regenerate', base, cells, settings: get().prior.settings }, variations);
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
      if (proposal && proposal.codes.length > 0) update(withCodes(proposal, proposal.codes.slice(0, -1)));
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
    stop: () => jobs.stop(),
    show(index) {
      const { proposals, run } = get().prior;
      // The proposal that is being written is the one to watch.
      if (run?.kind === 'write') jobs.stop();
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
