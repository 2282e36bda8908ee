// The state with its history: every change of a grid or the selection is a step that can be undone.
import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import { initialState } from './initial-state.ts';
import type { TesseraState } from './state.ts';

/** What undo and redo bring back. */
export type Undoable = Pick<TesseraState, 'grids' | 'level' | 'selection'>;

/** A step of a 128×128 grid takes 64 KiB. */
const stepsKept = 200;

export function createUndoableStore() {
  return createStore<TesseraState>()(
    temporal(initialState, {
      partialize: ({ grids, level, selection }): Undoable => ({ grids, level, selection }),
      // To take another level in hand is no step; undo takes the one in hand that its step was made on.
      equality: (a, b) => a.grids === b.grids && a.selection === b.selection,
      limit: stepsKept,
    }),
  );
}
