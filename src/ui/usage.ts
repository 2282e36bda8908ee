// What is counted about the picture on screen, a moment behind a stroke so that painting stays smooth.
import { useDeferredValue, useMemo } from 'react';
import { type CodebookUsage, codebookUsage } from '../core/metrics/codebook-usage.ts';
import type { TokenGrid } from '../core/token-grid.ts';
import { visibleGrid } from '../store/selectors.ts';
import { useTesseraState } from './tessera-context.ts';

/** The grid on screen, as late as a stroke needs. */
export function useDeferredGrid(): TokenGrid | null {
  return useDeferredValue(useTesseraState(visibleGrid));
}

export function useCodebookUsage(): CodebookUsage | null {
  const grid = useDeferredGrid();
  const codebookSize = useTesseraState((state) => state.document?.codebookSize ?? null);
  return useMemo(
    () => (grid && codebookSize !== null ? codebookUsage(grid.tokens, codebookSize) : null),
    [grid, codebookSize],
  );
}
