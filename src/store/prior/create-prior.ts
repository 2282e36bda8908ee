// The store's part of the prior: joins writing and looking, and ends both when another picture comes on screen.

import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import { sameEdition } from '../selectors.ts';
import { recordSpan } from '../timing.ts';
import { loadPriorSettings, savePriorSettings } from './kept-settings.ts';
import { createLooking } from './looking.ts';
import { createPriorJobs } from './prior-jobs.ts';
import type { PriorActions, PriorInfo, PriorState } from './prior-state.ts';
import { isComplete } from './proposal.ts';
import { createWriting, type WritingOptions } from './writing.ts';

export interface PriorPart {
  readonly actions: PriorActions;
  /** The picture shows the grid in view. */
  readonly onSettled: () => void;
  /** The pack is open: its prior, if it brings one. */
  readonly onEngineReady: (pack: Pick<PackInfo, 'priors' | 'receptiveField'>) => void;
}

export function createPrior(context: StoreContext, options: Omit<WritingOptions, 'onWritten'>): PriorPart {
  const { store, get, set, surfaces } = context;
  const jobs = createPriorJobs(context);
  /** When the run began whose last token is not on screen yet. */
  let runBegan: number | null = null;
  const onWritten = (start: number) => {
    runBegan = start;
  };

  set({ prior: { ...get().prior, settings: loadPriorSettings() ?? get().prior.settings } });

  store.subscribe((state, before) => {
    if (state.prior.settings !== before.prior.settings) savePriorSettings(state.prior.settings);
    if (state.prior.proposals !== before.prior.proposals) surfaces.proposals.retain(state.prior.proposals);
    if (sameEdition(state.document, before.document)) return;
    jobs.stop();
    set({
      prior: { ...get().prior, proposals: [], shown: 0, surprise: null, surpriseShown: false, expectation: null },
    });
  });

  /** Of the proposal on screen, once nothing more is being written. */
  function keepPicture(): void {
    const { prior, document, draft, level } = get();
    const proposal = prior.proposals[prior.shown];
    const image = surfaces.reconstruction.image;
    if (!proposal || !document || !draft || !image || (prior.run && !isComplete(proposal))) return;
    surfaces.proposals.keep(proposal, image, document.levels[level]!.downsample);
  }

  return {
    actions: {
      ...createWriting(context, jobs, { ...options, onWritten }),
      ...createLooking(context, jobs),
      choose: (id) => {
        const info = get().prior.available.find((candidate) => candidate.id === id);
        if (info) set({ prior: { ...get().prior, ...atWork(info, get().prior) } });
      },
      setTask: (task) => set({ prior: { ...get().prior, task } }),
      setSettings: (change) => set({ prior: { ...get().prior, settings: { ...get().prior.settings, ...change } } }),
    },
    onSettled: () => {
      if (runBegan !== null) recordSpan('tessera:written', runBegan);
      runBegan = null;
      keepPicture();
    },
    onEngineReady: ({ priors, receptiveField }) => {
      const { prior } = get();
      const info =
        priors.find(({ id }) => id === prior.info?.id) ??
        priors.find(({ kind }) => kind === prior.settings.kind) ??
        priors[0];
      const chosen = info ? atWork(info, prior) : { info: null };
      set({ prior: { ...prior, available: priors, reach: receptiveField, ...chosen } });
    },
  };
}

/** What changes when another prior is at work. The inspector's answer was the last one's. */
function atWork(info: PriorInfo, { info: before, settings, expectation }: PriorState): Partial<PriorState> {
  return {
    info,
    settings: { ...settings, kind: info.kind, condition: translated(settings.condition, before, info) },
    expectation: info.id === before?.id ? expectation : null,
  };
}

/** What is told to one prior, told to another: by name. What it does not know becomes "any". */
function translated(condition: readonly number[], from: PriorInfo | null, to: PriorInfo): readonly number[] {
  const known = from?.conditions ?? to.conditions;
  return to.conditions.map(({ name, values, any }) => {
    const index = known.findIndex((other) => other.name === name);
    const value = known[index]?.values[condition[index] ?? -1];
    const there = value === undefined ? -1 : values.indexOf(value);
    return there < 0 ? any : there;
  });
}
