// All codes in the order in which the prior expects them at the asked cell, for the palette.
import { useMemo } from 'react';
import { codesByLikelihood, guidedLogits } from '../../core/sampling/distribution.ts';
import { useTesseraState } from '../tessera-context.ts';

/** Null while the prior was not asked about a cell. */
export function useLikelyCodes(): Int32Array | null {
  const logits = useTesseraState((state) => state.prior.expectation?.logits ?? null);
  const guidance = useTesseraState((state) => state.prior.settings.guidance);
  return useMemo(() => logits && codesByLikelihood(guidedLogits(logits, guidance)), [logits, guidance]);
}
