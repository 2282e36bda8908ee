// Actions that change the token grid, the selection and the clipboard. Each leaves one undo step, and they take effect in the
// order in which they were asked for, see edit-order.ts.
import { countCells, fullMask, invertMask, maskBounds, maskCells } from '../core/cell-mask.ts';
import { cellsOfCode } from '../core/fill.ts';
import { copyPatch, flipPatch, type Patch, pastePatch, patchMask } from '../core/patch.ts';
import { applyChanges, type CellChange, type TokenGrid } from '../core/token-grid.ts';
import type { StoreContext } from './context.ts';
import { EditOrder } from './edit-order.ts';
import { emptyHand, handWithin } from './packs/packs-state.ts';
import { gridInHand, levelInHand, visibleGrid, withGrid } from './selectors.ts';
import type { DocumentLevel, TesseraActions, TesseraState } from './state.ts';
import { beginToolGesture } from './tools/begin-gesture.ts';
import { finished, type Gesture, paintable } from './tools/gesture.ts';
import { floatingAt, lifted, placed } from './tools/selection-tools.ts';

type EditingActions = Pick<
  TesseraActions,
  | 'beginGesture'
  | 'moveGesture'
  | 'endGesture'
  | 'cancelGesture'
  | 'undo'
  | 'redo'
  | 'copy'
  | 'cut'
  | 'paste'
  | 'placeFloating'
  | 'discardFloating'
  | 'flip'
  | 'nudge'
  | 'selectAll'
  | 'selectNone'
  | 'invertSelection'
  | 'fill'
  | 'restoreOwn'
  | 'replaceCode'
  | 'applyAtCursor'
  | 'setCell'
>;

export interface EditingOptions {
  readonly nextNearest: (cells: readonly number[]) => Promise<CellChange[]>;
  readonly pickCode: (code: number) => void;
  readonly takeLevel: (level: number) => void;
  /** Undo or redo may have taken another level in hand. */
  readonly onStepped: () => void;
  /** Cells lie on the clipboard. */
  readonly onCopied: (patch: Patch) => void;
}

export interface Editing extends EditingActions {
  /** All that is in hand or on its way (strokes, a floating patch) becomes part of the grid now. */
  settle(): void;
}

export function createEditing(
  { get: getState, set, history, notify }: Pick<StoreContext, 'get' | 'set' | 'history' | 'notify'>,
  options: EditingOptions,
): Editing {
  let gesture: Gesture | null = null;
  const order = new EditOrder(getState);
  const get = order.state;

  function settle(): void {
    order.settle();
    gesture?.end();
    gesture?.finish?.();
    gesture = null;
    placeFloating();
  }

  function withDocument(work: (level: DocumentLevel, grid: TokenGrid) => void): void {
    const level = levelInHand(get());
    const grid = gridInHand(get());
    if (!level || !grid) return;
    // Until its pack is open the hand may still be another's.
    const hand = handWithin(get(), level.codebookSize);
    if (hand === emptyHand) set(hand);
    work(level, grid);
  }

  /** One undo step, unless it is the grid that is there. */
  function commit(grid: TokenGrid, change: Partial<TesseraState> = {}): void {
    set({ ...withGrid(get(), grid), ...change });
  }

  function placeFloating(): void {
    if (get().floating) set({ ...placed(get()), draftSelection: null });
  }

  function discardFloating(): void {
    if (get().floating) set({ floating: null, draft: null, draftSelection: null });
  }

  /** Cells that a command is about: the selection's, or all. */
  function chosenCells(grid: TokenGrid, scope: 'selection' | 'level' = 'selection'): number[] {
    const { selection } = get();
    return selection && scope === 'selection' ? maskCells(selection) : Array.from(grid.tokens.keys());
  }

  const actions: EditingActions = {
    beginGesture(point, held = {}) {
      actions.cancelGesture();
      const { floating, tool } = get();
      if (floating && (held.erase || !floatingAt(floating, point))) {
        placeFloating();
        // The click beside a floating patch sets it down and does no more, except for tools that paint.
        const selects = tool === 'select-rectangle' || tool === 'select-lasso' || tool === 'select-brush';
        if (selects && !held.erase) return;
      }
      withDocument(({ own }, grid) => {
        gesture = beginToolGesture(
          { get, set, own, grid, ...options, notify: (title, detail) => notify({ kind: 'info', title, detail }) },
          point,
          held,
        );
      });
    },
    moveGesture(points, held = {}) {
      gesture?.move(points, held);
    },
    endGesture() {
      const ended = gesture;
      gesture = null;
      ended?.end();
      if (ended) order.ended(ended);
    },
    cancelGesture() {
      gesture?.cancel();
      gesture = null;
    },

    undo() {
      // A stroke in hand is the last step, as one is whose codes have not come.
      const isDrawing = gesture !== null && gesture !== finished;
      actions.cancelGesture();
      if (isDrawing || order.takeBack()) return;
      if (get().floating) discardFloating();
      else history.getState().undo();
      options.onStepped();
    },
    redo() {
      actions.cancelGesture();
      discardFloating();
      const before = get().grids;
      history.getState().redo();
      const { grids, level } = get();
      // The step's own level: the one in hand when it was undone may have been another.
      const changed = grids.findIndex((grid, i) => grid !== before[i]);
      if (changed >= 0 && changed !== level) options.takeLevel(changed);
      options.onStepped();
    },

    copy() {
      const { floating, selection } = get();
      withDocument((_, grid) => {
        const patch = floating?.patch ?? (selection && copyPatch(grid, selection));
        if (patch) {
          set({ clipboard: patch });
          options.onCopied(patch);
        } else
          notify({
            kind: 'info',
            title: 'Nothing is selected',
            detail: 'Select cells with M (rectangle) or Q (lasso).',
          });
      });
    },
    cut() {
      const { floating, selection, background } = get();
      actions.copy();
      withDocument((_, grid) => {
        if (floating) commit(get().draft ?? grid, { draft: null, floating: null, draftSelection: null });
        else if (selection) {
          commit(
            applyChanges(
              grid,
              maskCells(selection).map((index) => ({ index, code: background })),
            ),
          );
        }
      });
    },
    paste() {
      placeFloating();
      const { clipboard, selection } = get();
      withDocument((_, grid) => {
        if (!clipboard) {
          notify({ kind: 'info', title: 'Nothing to paste', detail: 'Copy a selection of cells first, or a picture.' });
          return;
        }
        const { width, height } = clipboard.grid;
        const over = selection && countCells(selection) > 0 ? maskBounds(selection) : null;
        const at = over ?? { x: Math.floor((grid.width - width) / 2), y: Math.floor((grid.height - height) / 2) };
        set({ floating: { patch: clipboard, at: { x: at.x, y: at.y } } });
      });
    },
    placeFloating,
    discardFloating,
    flip(axis) {
      const { floating, selection } = get();
      withDocument((_, grid) => {
        if (floating) {
          set({ floating: { ...floating, patch: flipPatch(floating.patch, axis) } });
          return;
        }
        const mask = selection ?? fullMask(grid);
        const { x, y } = maskBounds(mask);
        const patch = flipPatch(copyPatch(grid, mask), axis);
        commit(pastePatch(grid, patch, { x, y }), { selection: selection && patchMask(patch, { x, y }, grid) });
      });
    },
    nudge(dx, dy) {
      if (!get().floating) set(lifted(get()));
      const { floating } = get();
      if (floating) set({ floating: { ...floating, at: { x: floating.at.x + dx, y: floating.at.y + dy } } });
    },

    selectAll: () => withDocument((_, grid) => set({ selection: fullMask(grid) })),
    selectNone() {
      placeFloating();
      set({ selection: null });
    },
    invertSelection: () =>
      withDocument((_, grid) => {
        const inverted = invertMask(get().selection ?? fullMask(grid));
        set({ selection: countCells(inverted) > 0 ? inverted : null });
      }),

    fill: (code) =>
      withDocument((_, grid) => {
        commit(
          applyChanges(
            grid,
            chosenCells(grid).map((index) => ({ index, code })),
          ),
        );
      }),
    restoreOwn: (scope) =>
      withDocument(({ own }, grid) => {
        discardFloating();
        commit(
          applyChanges(
            grid,
            chosenCells(grid, scope).map((index) => ({ index, code: own.tokens[index]! })),
          ),
        );
      }),
    replaceCode: (from, to) =>
      withDocument((_, grid) => {
        const allowed = paintable(get(), grid);
        const changes = cellsOfCode(grid, from)
          .filter(allowed)
          .map((index) => ({ index, code: to }));
        commit(applyChanges(grid, changes));
      }),

    applyAtCursor() {
      const { cursor } = get();
      const grid = visibleGrid(get());
      if (cursor === null || !grid) return;
      actions.beginGesture({ x: (cursor % grid.width) + 0.5, y: Math.floor(cursor / grid.width) + 0.5 });
      actions.endGesture();
    },
    setCell: (index, code) => withDocument((_, grid) => commit(applyChanges(grid, [{ index, code }]))),
  };
  const undoInTurn = order.inTurn(actions.undo);
  return {
    beginGesture: order.inTurn(actions.beginGesture),
    moveGesture: order.inTurn(actions.moveGesture),
    endGesture: order.inTurn(actions.endGesture),
    cancelGesture: order.inTurn(actions.cancelGesture),
    redo: order.inTurn(actions.redo),
    copy: order.inTurn(actions.copy),
    cut: order.inTurn(actions.cut),
    paste: order.inTurn(actions.paste),
    placeFloating: order.inTurn(actions.placeFloating),
    discardFloating: order.inTurn(actions.discardFloating),
    flip: order.inTurn(actions.flip),
    nudge: order.inTurn(actions.nudge),
    selectAll: order.inTurn(actions.selectAll),
    selectNone: order.inTurn(actions.selectNone),
    invertSelection: order.inTurn(actions.invertSelection),
    fill: order.inTurn(actions.fill),
    restoreOwn: order.inTurn(actions.restoreOwn),
    replaceCode: order.inTurn(actions.replaceCode),
    applyAtCursor: order.inTurn(actions.applyAtCursor),
    setCell: order.inTurn(actions.setCell),
    undo: () => (order.isQueued ? undoInTurn() : actions.undo()),
    settle,
  };
}
