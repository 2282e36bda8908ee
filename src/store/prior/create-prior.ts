// The store's part of the prior: joins writing and looking, and ends both when another picture comes on screen.

import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import { recordSpan } from '../timing.ts';
import { loadPriorSettings, savePriorSettings } from './kept-settings.ts';
import { createLooking } from './looking.ts';
import { createPriorJobs } from './prior-jobs.ts';
import type { PriorActions, PriorInfo, PriorSettings } from './prior-state.ts';
import { createWriting, type WritingOptions } from './writing.ts';

export interface PriorPart {
  readonly actions: PriorActions;
  /** The picture shows the grid in view. */
  readonly onSettled: () => void;
  /** The pack is open: its prior, if it brings one. */
  readonly onEngineReady: (pack: Pick<PackInfo, 'priors' | 'receptiveField'>) => void;
}

export function createPrior(context: StoreContext, options: Omit<WritingOptions, 'onWritten'>): PriorPart {
  const { store, get, set } = context;
  const jobs = createPriorJobs(context);
  /** When the run began whose last token is not on screen yet. */
  let runBegan: number | null = null;
  const onWritten = (start: number) => {
    runBegan = start;
  };

  set({ prior: { ...get().prior, settings: loadPriorSettings() ?? get().prior.settings } });

  store.subscribe((state, before) => {
    if (state.prior.settings !== before.prior.settings) savePriorSettings(state.prior.settings);
    if (state.document?.id === before.document?.id) return;
    jobs.stop();
    set({
      prior: { ...get().prior, proposals: [], shown: 0, surprise: null, surpriseShown: false, expectation: null },
    });
  });

  return {
    actions: {
      ...createWriting(context, jobs, { ...options, onWritten }),
      ...createLooking(context, jobs),
      setTask: (task) => set({ prior: { ...get().prior, task } }),
      setSettings: (change) => set({ prior: { ...get().prior, settings: { ...get().prior.settings, ...change } } }),
    },
    onSettled: () => {
      if (runBegan !== null) recordSpan('tessera:written', runBegan);
      runBegan = null;
    },
    onEngineReady: ({ priors, receptiveField }) => {
      const { prior } = get();
      const info = priors[0] ?? null;
      set({
        prior: {
          ...prior,
          info,
          reach: receptiveField,
          settings: info ? fitted(prior.settings, info) : prior.settings,
        },
      });
    },
  };
}

/** Conditions that this prior does not know become "any". */
function fitted(settings: PriorSettings, { conditions }: PriorInfo): PriorSettings {
  const { condition } = settings;
  const fits = conditions.length === condition.length && conditions.every(({ any }, i) => condition[i]! <= any);
  return fits ? settings : { ...settings, condition: conditions.map(({ any }) => any) };
}
