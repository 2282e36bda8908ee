// The store's part of the prior: joins writing and looking, and ends both when another picture comes on screen.

import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import { sameEdition } from '../selectors.ts';
import { recordSpan } from '../timing.ts';
import { loadPriorSettings, savePriorSettings } from './kept-settings.ts';
import { createLooking } from './looking.ts';
import { priorOfLevel, translated } from './passages.ts';
import { createPriorJobs } from './prior-jobs.ts';
import type { PriorActions, PriorInfo, PriorState } from './prior-state.ts';
import { isComplete } from './proposal.ts';
import type { WritingOptions } from './writing.ts';
import { createWritingOnUse } from './writing-on-use.ts';

export interface PriorPart {
  readonly actions: PriorActions;
  /** The picture shows the grid in view. */
  readonly onSettled: () => void;
  /** The pack is open: its priors, if it brings any. */
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
    if (!sameEdition(state.document, before.document)) {
      jobs.stop();
      set({
        prior: { ...get().prior, proposals: [], shown: 0, surprise: null, surpriseShown: false, expectation: null },
      });
    }
    if (state.level !== before.level) changeLevel();
  });

  /** Of the proposal on screen, once nothing more is being written, and where all of it shows. */
  function keepPicture(): void {
    const { prior, document, proposed, alone } = get();
    const proposal = prior.proposals[prior.shown];
    const image = surfaces.reconstruction.image;
    if (!proposal || !document || !proposed || alone || !image || (prior.run && !isComplete(proposal))) return;
    surfaces.proposals.keep(proposal, image, document.levels);
  }

  /** The prior of the level that is in hand now. What is being written goes on: that is of all levels. */
  function changeLevel(): void {
    const { prior, level } = get();
    if (prior.run?.kind === 'surprise') jobs.stop();
    set({ prior: { ...get().prior, ...atWork(priorOfLevel(prior, level), get().prior) } });
  }

  return {
    actions: {
      ...createWritingOnUse(context, jobs, { ...options, onWritten }),
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
      const { prior, level } = get();
      const again = priors.find(({ id }) => id === prior.info?.id) ?? null;
      const info = priorOfLevel({ ...prior, available: priors, info: again }, level);
      set({ prior: { ...prior, available: priors, reach: receptiveField, backend: null, ...atWork(info, prior) } });
    },
  };
}

/** What changes when another prior is at work, or none. The inspector's answer was the last one's. */
function atWork(info: PriorInfo | null, { info: before, settings, expectation }: PriorState): Partial<PriorState> {
  if (!info) return { info, expectation: null };
  return {
    info,
    settings: { ...settings, kind: info.kind, condition: translated(settings.condition, before, info) },
    expectation: info.id === before?.id ? expectation : null,
  };
}
