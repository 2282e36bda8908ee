// What the store holds of the open pack's critic. Its maps lie in surfaces.ts.
import type { OpinionScale } from '../../core/metrics/opinion-map.ts';

export interface CriticState {
  /** How its opinions are coloured; null where the pack was trained without a critic. */
  readonly scale: OpinionScale | null;
  /** Of both pictures on average; null until it was asked. */
  readonly means: { readonly original: number | null; readonly reconstruction: number } | null;
}

export const initialCritic: CriticState = { scale: null, means: null };
