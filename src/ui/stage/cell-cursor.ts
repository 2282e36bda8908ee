// The keyboard's cell cursor: where it starts, and words for where it stands.

import type { TokenGrid } from '../../core/token-grid.ts';
import { gridInHand } from '../../store/selectors.ts';
import type { TesseraActions, TesseraState } from '../../store/state.ts';

/** The cursor appears at the cell under the pointer, else in the middle; a first key press only shows it. */
export function stepCursor(state: TesseraState, actions: TesseraActions, dx: number, dy: number): void {
  const grid = gridInHand(state);
  if (!grid) return;
  if (state.cursor !== null) {
    actions.moveCursor(dx, dy);
    return;
  }
  actions.setCursor(cursorStart(grid, state.hoveredCell));
  // Now it is the cursor's cell that matters, not the one under a pointer that rests.
  actions.hoverCell(null);
}

export function cursorStart({ width, height }: TokenGrid, hoveredCell: number | null): number {
  return hoveredCell ?? Math.floor(height / 2) * width + Math.floor(width / 2);
}

/** Rows and columns are counted from 1, as people do. */
export function describeCell({ width, tokens }: TokenGrid, cell: number): string {
  return `Row ${Math.floor(cell / width) + 1}, column ${(cell % width) + 1}: code ${tokens[cell]}`;
}
