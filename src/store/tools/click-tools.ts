// Tools that do their work at one point: bucket, replace-all, eyedropper.
import { cellsOfCode, floodFill } from '../../core/fill.ts';
import { applyChanges } from '../../core/token-grid.ts';
import { withGrid } from '../selectors.ts';
import { type BeginGesture, cellAt, finished, type GestureContext, paintable } from './gesture.ts';

function paintCells({ get, set, grid }: GestureContext, cells: readonly number[]): void {
  const { foreground } = get();
  const allowed = paintable(get(), grid);
  const changes = cells.filter(allowed).map((index) => ({ index, code: foreground }));
  set(withGrid(get(), applyChanges(grid, changes)));
}

export const beginBucket: BeginGesture = (context, point) => {
  const cell = cellAt(point, context.grid);
  if (cell === null) return null;
  paintCells(context, floodFill(context.grid, cell));
  return finished;
};

export const beginReplace: BeginGesture = (context, point) => {
  const cell = cellAt(point, context.grid);
  if (cell === null) return null;
  paintCells(context, cellsOfCode(context.grid, context.grid.tokens[cell]!));
  return finished;
};

export const beginEyedropper: BeginGesture = (context, point) => {
  const pick = (at: typeof point) => {
    const cell = cellAt(at, context.grid);
    if (cell !== null) context.pickCode(context.grid.tokens[cell]!);
  };
  pick(point);
  return {
    ...finished,
    move: (points) => {
      const last = points.at(-1);
      if (last) pick(last);
    },
  };
};
