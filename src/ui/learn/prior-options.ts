// How the tour asks a prior: told nothing about the picture, drawing as the prior believes.
import type { PriorInfo, TourModel } from '../../store/learn/tour-state.ts';
import type { Asked } from './use-writing.ts';

/** Null for a pack without a prior of this kind. */
export function priorOf({ pack }: TourModel, wanted: PriorInfo['kind']): PriorInfo | null {
  return pack.priors.find(({ kind }) => kind === wanted) ?? null;
}

export function anyCondition(prior: PriorInfo): readonly number[] {
  return prior.conditions.map(({ any }) => any);
}

export function askFreely(prior: PriorInfo, seed: number): Asked {
  return {
    prior: prior.id,
    options: { condition: anyCondition(prior), seed, guidance: 1, temperature: 1, topK: null, topP: 0.95, steps: 1 },
  };
}
