// The prior writes: proposals come into being token by token, on screen as grids that the live decoder follows.
import { maskCells } from '../../core/cell-mask.ts';
import type { Size } from '../../core/rect.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { StoreContext } from '../context.ts';
import { withOwn } from '../documents/edition.ts';
import { cellsAndBeneath, priorOfLevel, wholePicture } from './passages.ts';
import type { PriorJobs } from './prior-jobs.ts';
import type { PriorActions, PriorSettings, Until } from './prior-state.ts';
import {
  goalOf,
  isAlternative,
  isComplete,
  type Proposal,
  passageAtWork,
  withoutLast,
  writtenCount,
} from './proposal.ts';
import { createProposals, type Draft } from './proposals.ts';
import { writePassage } from './write-passage.ts';

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
  | 'generate'
  | 'complete'
  | 'regenerate'
  | 'proceed'
  | 'stepBack'
  | 'another'
  | 'stop'
  | 'show'
  | 'accept'
  | 'reject'
  | 'leave'
>;

const largestSeed = 1_000_000;

export function createWriting(context: StoreContext, jobs: PriorJobs, options: WritingOptions): Writing {
  const { get, set, engine, notify, report } = context;
  const { put, shown, update, propose } = createProposals(context);
  /** Puts on screen what the run at work has written since it was shown last. */
  let showRest: (() => void) | null = null;

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
        now = await writePassage(context, now, passage, {
          limit: goals[i]!,
          progress: (count) => progress(done + count, passage.prior.level),
          update,
          onBegin: (show) => {
            showRest = show;
          },
          signal,
        });
        showRest = null;
        done += goals[i]!;
        if (passage === passages.at(-1)) options.onWritten(start);
        update(now);
      }
    });
  }

  function clear(): void {
    jobs.stop();
    if (get().prior.proposals.length > 0) put([], 0);
  }

  /** Closes a document that was opened to be written on, if nothing of it was kept. */
  async function closeBlank(): Promise<void> {
    const { document } = get();
    if (document?.blank) await options.closeDocument(document.id);
  }

  /** @returns whether there was anything to accept */
  function acceptShown(): boolean {
    jobs.stop();
    const { document, proposed, prior } = get();
    if (!document || !proposed || !shown()) return false;
    set({
      grids: proposed,
      proposed: null,
      // A document that was opened to be written on has these codes as its own.
      ...(document.blank && { document: withOwn(document, proposed) }),
      prior: { ...prior, run: null, proposals: [], shown: 0 },
    });
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
    if (engine.pack?.id !== document.packId) {
      // The prior at hand is the other pack's, which is about to show the picture.
      notify({ kind: 'info', title: 'Another model pack is being opened', detail: 'Try again once it is there.' });
      return null;
    }
    const asked = { prior, levels: document.levels, grids };
    const passages =
      task === 'all'
        ? wholePicture(asked)
        : cellsAndBeneath(asked, { level, cells: task(grid), beneath: prior.settings.beneath });
    return passages.length > 0 ? { base: grids, passages } : null;
  }

  /** What to write of the picture in view. Proposals for the same cells stay, to be compared with. */
  function beginOnPicture(...[task]: Parameters<typeof passagesOf>): Pick<Proposal, 'base' | 'passages'> | null {
    const proposal = shown();
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
    if (document?.blank) {
      jobs.stop();
      const { own, downsample } = document.levels.at(-1)!;
      if (own.width * downsample === pixels.width && own.height * downsample === pixels.height)
        return passagesOf('all');
      // One that was written on is kept, for whoever may want it after all.
      if (!acceptShown()) await closeBlank();
    } else {
      settle();
    }
    return (await options.openBlank(pixels, 'Generated')) ? passagesOf('all') : null;
  }

  async function writeVariations(draft: Draft, count: number): Promise<void> {
    for (let variation = 0; variation < count; variation++) {
      const settings = { ...draft.settings, seed: draft.settings.seed + variation };
      const proposal = propose({ ...draft, settings });
      if (!(await write(proposal, 'end'))) return;
      // Each is seen before the next one takes its place.
      await options.whenSettled();
      if (proposal?.id !== shown()?.id) return;
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
      const proposal = shown();
      if (!proposal || isComplete(proposal)) return;
      // The knobs may have turned since; the seed is the proposal's own.
      const { settings, info } = get().prior;
      const told = info ?? proposal.told;
      await write({ ...proposal, told, settings: { ...settings, seed: proposal.settings.seed } }, until);
    },
    stepBack() {
      writing.stop();
      const proposal = shown();
      if (proposal && writtenCount(proposal) > 0) update(withoutLast(proposal));
    },
    async another() {
      writing.stop();
      const proposal = shown();
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
    leave() {
      if (!get().document?.blank || !acceptShown()) clear();
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
