// The distribution that a draw for the asked cell would be taken from: re-drawn from kept logits when a knob turns.
import { useMemo } from 'react';
import { type Distribution, distributionOf, guidedLogits } from '../../core/sampling/distribution.ts';
import { useTesseraState } from '../tessera-context.ts';

export interface CellDistribution extends Distribution {
  readonly cell: number;
}

export function useDistribution(): CellDistribution | null {
  const expectation = useTesseraState((state) => state.prior.expectation);
  const { temperature, topK, topP, guidance } = useTesseraState((state) => state.prior.settings);
  return useMemo(
    () =>
      expectation && {
        cell: expectation.cell,
        ...distributionOf(guidedLogits(expectation.logits, guidance), { temperature, topK, topP }),
      },
    [expectation, temperature, topK, topP, guidance],
  );
}
