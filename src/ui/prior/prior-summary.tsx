// What the prior is doing, in a few words.
import type { PriorRun } from '../../store/prior/prior-state.ts';
import { useTesseraState } from '../tessera-context.ts';

/** For the folded section. */
export function PriorSummary() {
  const run = useTesseraState((state) => state.prior.run);
  const without = useTesseraState(({ engine, prior }) => engine.phase === 'ready' && prior.available.length === 0);
  if (without) return 'None in this pack';
  return run ? runWords(run) : 'Generate, complete, regenerate';
}

export function runWords({ kind, done, total, perSecond }: PriorRun): string {
  const pace = perSecond === null ? '' : ` · ${Math.round(perSecond)} tokens/s`;
  return `${kind === 'surprise' ? 'Measured ' : ''}${done} of ${total}${pace}`;
}
