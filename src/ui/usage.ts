// What is counted about the picture on screen, once a stroke has come to rest: counting and showing it must not take
// the processor from the decoder while people paint.
import { useEffect, useMemo, useState } from 'react';
import { type CodebookUsage, codebookUsage } from '../core/metrics/codebook-usage.ts';
import type { TokenGrid } from '../core/token-grid.ts';
import { visibleGrids } from '../store/selectors.ts';
import { useTesseraState, useTesseraStore } from './tessera-context.ts';

/** Milliseconds without a change. */
const rest = 150;

/** The grids on screen, of each level, as they were when they last came to rest. */
export function useSettledGrids(): readonly TokenGrid[] {
  const store = useTesseraStore();
  const [grids, setGrids] = useState(() => visibleGrids(store.getState()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => setGrids(visibleGrids(store.getState()));
    settle();
    const unsubscribe = store.subscribe((state, before) => {
      if (visibleGrids(state) === visibleGrids(before)) return;
      clearTimeout(timer);
      timer = setTimeout(settle, rest);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [store]);
  return grids;
}

/** Of each level; none where there is no picture. */
export function useCodebookUsages(): readonly CodebookUsage[] {
  const grids = useSettledGrids();
  const levels = useTesseraState((state) => state.document?.levels ?? null);
  return useMemo(
    () => grids.flatMap(({ tokens }, i) => (levels?.[i] ? codebookUsage(tokens, levels[i].codebookSize) : [])),
    [grids, levels],
  );
}

/** Of the level in hand. */
export function useCodebookUsage(): CodebookUsage | null {
  const level = useTesseraState((state) => state.level);
  return useCodebookUsages()[level] ?? null;
}
