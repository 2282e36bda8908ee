// How often the picture on screen uses each code, a moment behind a stroke so that painting stays smooth.
import { useDeferredValue, useMemo } from 'react';
import { type CodebookUsage, codebookUsage } from '../core/metrics/codebook-usage.ts';
import { visibleGrid } from '../store/selectors.ts';
import { useTesseraState } from './tessera-context.ts';

export function useCodebookUsage(): CodebookUsage | null {
  const grid = useDeferredValue(useTesseraState(visibleGrid));
  const codebookSize = useTesseraState((state) => state.document?.codebookSize ?? null);
  return useMemo(
    () => (grid && codebookSize !== null ? codebookUsage(grid.tokens, codebookSize) : null),
    [grid, codebookSize],
  );
}
