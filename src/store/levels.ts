// Which level is in hand, and whether the picture shows it alone.
import { maskOnLevel } from '../core/cell-mask.ts';
import { cellOnLevel } from '../core/levels.ts';
import type { StoreContext } from './context.ts';
import type { Packs } from './packs/packs.ts';
import { levelInHand } from './selectors.ts';
import type { TesseraActions, TesseraState } from './state.ts';

export interface Levels extends Pick<TesseraActions, 'takeLevel' | 'showAlone'> {
  /** Has codes in hand, colours and swatches be those of the level in hand. */
  readonly follow: () => void;
}

export interface LevelsOptions {
  readonly packs: Pick<Packs, 'changeLevel'>;
  /** What is half done (a gesture, a floating patch) becomes part of the grid. Proposals are of all levels: they stay. */
  readonly settleEdits: () => void;
}

export function createLevels(
  { get, set, history }: Pick<StoreContext, 'get' | 'set' | 'history'>,
  { packs, settleEdits }: LevelsOptions,
): Levels {
  /** No undo step: nothing was painted. */
  function setWithoutStep(change: Partial<TesseraState>): void {
    const { pause, resume } = history.getState();
    pause();
    set(change);
    resume();
  }

  return {
    takeLevel(level) {
      const to = get().document?.levels[level];
      const from = levelInHand(get());
      if (!to || !from || to === from) return;
      settleEdits();
      const { selection, cursor, draftSelection } = get();
      const there = { ...to.own, downsample: to.downsample };
      const here = { ...from.own, downsample: from.downsample };
      setWithoutStep({
        ...packs.changeLevel(level),
        level,
        // The same place, in the other level's cells.
        selection: selection && maskOnLevel(selection, from.downsample / to.downsample, to.own),
        draftSelection: draftSelection && null,
        cursor: cursor === null ? null : cellOnLevel(cursor, here, there),
        hoveredCell: null,
        hoveredCode: null,
        inspection: null,
      });
    },
    showAlone: (alone) => set({ alone: alone && (get().document?.levels.length ?? 0) > 1 }),
    follow: () => setWithoutStep(packs.changeLevel(get().level)),
  };
}
