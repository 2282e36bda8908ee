// The state with its history: every change of the grid or the selection is a step that can be undone.
import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import { initialState } from './initial-state.ts';
import type { TesseraState } from './state.ts';

/** What undo and redo bring back. */
export type Undoable = Pick<TesseraState, 'grid' | 'selection'>;

/** A step of a 128×128 grid takes 64 KiB. */
const stepsKept = 200;

export function createUndoableStore() {
  return createStore<TesseraState>()(
    temporal(initialState, {
      partialize: ({ grid, selection }): Undoable => ({ grid, selection }),
      equality: (a, b) => a.grid === b.grid && a.selection === b.selection,
      limit: stepsKept,
    }),
  );
}
