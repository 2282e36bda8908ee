// What is counted about the picture on screen, once a stroke has come to rest: counting and showing it must not take
// the processor from the decoder while people paint.
import { useEffect, useMemo, useState } from 'react';
import { type CodebookUsage, codebookUsage } from '../core/metrics/codebook-usage.ts';
import type { TokenGrid } from '../core/token-grid.ts';
import { visibleGrid } from '../store/selectors.ts';
import { useTesseraState, useTesseraStore } from './tessera-context.ts';

/** Milliseconds without a change. */
const rest = 150;

/** The grid on screen, as it was when it last came to rest. */
export function useSettledGrid(): TokenGrid | null {
  const store = useTesseraStore();
  const [grid, setGrid] = useState(() => visibleGrid(store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => setGrid(visibleGrid(store.getState()));
    settle();
    const unsubscribe = store.subscribe((state, before) => {
      if (visibleGrid(state) === visibleGrid(before)) return;
      clearTimeout(timer);
      timer = setTimeout(settle, rest);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [store]);
  return grid;
}

export function useCodebookUsage(): CodebookUsage | null {
  const grid = useSettledGrid();
  const codebookSize = useTesseraState((state) => state.document?.codebookSize ?? null);
  return useMemo(
    () => (grid && codebookSize !== null ? codebookUsage(grid.tokens, codebookSize) : null),
    [grid, codebookSize],
  );
}
