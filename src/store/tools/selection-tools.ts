// Selecting cells by rectangle, lasso or brush, and moving what is selected or pasted.

import { strokeCells } from '../../core/brush.ts';
import {
  type CellMask,
  countCells,
  emptyMask,
  hasCell,
  maskBounds,
  maskCells,
  maskFromCells,
  maskFromPolygon,
  maskFromRect,
  subtractMask,
  unionMask,
} from '../../core/cell-mask.ts';
import { copyPatch, pastePatch, patchMask } from '../../core/patch.ts';
import { applyChanges } from '../../core/token-grid.ts';
import { gridInHand, withGrid } from '../selectors.ts';
import type { Floating, GestureOptions, GridPoint, TesseraState } from '../state.ts';
import { type BeginGesture, cellAt, type Gesture, type GestureContext } from './gesture.ts';

/** A floating patch as it would lie if it were set down here. */
export function placed(state: TesseraState): Partial<TesseraState> {
  const { draft, floating } = state;
  const base = draft ?? gridInHand(state);
  if (!base || !floating) return {};
  return {
    ...withGrid(state, pastePatch(base, floating.patch, floating.at)),
    selection: patchMask(floating.patch, floating.at, base),
    draft: null,
    floating: null,
  };
}

/** Lifts what is selected: its cells get the background code, the patch floats. */
export function lifted(state: TesseraState): Partial<TesseraState> {
  const { selection, background } = state;
  const grid = gridInHand(state);
  if (!grid || !selection || countCells(selection) === 0) return {};
  const { x, y } = maskBounds(selection);
  return {
    floating: { patch: copyPatch(grid, selection), at: { x, y } },
    draft: applyChanges(
      grid,
      maskCells(selection).map((index) => ({ index, code: background })),
    ),
    draftSelection: emptyMask(grid),
  };
}

export function floatingAt({ patch, at }: Floating, { x, y }: GridPoint): boolean {
  return hasCell(patch.mask, Math.floor(x) - at.x, Math.floor(y) - at.y);
}

export function dragFloating({ get, set }: GestureContext, from: GridPoint, onCancel: Partial<TesseraState>): Gesture {
  const start = get().floating?.at ?? { x: 0, y: 0 };
  return {
    move: (points) => {
      const to = points.at(-1);
      const { floating } = get();
      if (!to || !floating) return;
      const at = {
        x: start.x + Math.floor(to.x) - Math.floor(from.x),
        y: start.y + Math.floor(to.y) - Math.floor(from.y),
      };
      if (at.x !== floating.at.x || at.y !== floating.at.y) set({ floating: { ...floating, at } });
    },
    end: () => undefined,
    cancel: () => set(onCancel),
  };
}

function combined(before: CellMask | null, drawn: CellMask, { extend, subtract }: GestureOptions): CellMask | null {
  const result = before && extend ? unionMask(before, drawn) : before && subtract ? subtractMask(before, drawn) : drawn;
  return countCells(result) > 0 ? result : null;
}

type DrawMask = (points: readonly GridPoint[]) => CellMask;

function select(
  context: GestureContext,
  from: GridPoint,
  first: GestureOptions,
  draw: DrawMask,
  lasso: boolean,
): Gesture {
  const { get, set } = context;
  const before = get().selection;
  const points: GridPoint[] = [from];
  let held = first;
  let moved = false;
  const show = () => {
    set({
      draftSelection: combined(before, draw(points), held) ?? emptyMask(context.grid),
      lasso: lasso ? [...points] : null,
    });
  };
  return {
    move: (more, options) => {
      moved = true;
      held = options;
      points.push(...more);
      show();
    },
    end: () => {
      // A mere click beside everything selects nothing, as in every editor.
      const selection = moved ? combined(before, draw(points), held) : held.extend || held.subtract ? before : null;
      set({ selection, draftSelection: null, lasso: null });
    },
    cancel: () => set({ draftSelection: null, lasso: null }),
  };
}

/** Inside the selection a drag moves it; elsewhere it draws a new one. */
function moveOrSelect(draw: (context: GestureContext) => DrawMask, lasso: boolean): BeginGesture {
  return (context, point, options) => {
    const { selection } = context.get();
    const cell = cellAt(point, context.grid);
    const inside =
      selection &&
      cell !== null &&
      hasCell(selection, cell % context.grid.width, Math.floor(cell / context.grid.width));
    if (!inside || options.extend || options.subtract) return select(context, point, options, draw(context), lasso);
    let gesture: Gesture | null = null;
    return {
      // Lifted at the first move: a click alone leaves everything where it is.
      move: (points, held) => {
        if (!gesture) {
          context.set(lifted(context.get()));
          gesture = dragFloating(context, point, { floating: null, draft: null, draftSelection: null });
        }
        gesture.move(points, held);
      },
      end: () =>
        gesture ? context.set({ ...placed(context.get()), draftSelection: null }) : context.set({ selection: null }),
      cancel: () => gesture?.cancel(),
    };
  };
}

export const beginSelectRectangle = moveOrSelect((context) => {
  return (points) => {
    const from = points[0]!;
    const to = points.at(-1)!;
    const x = Math.floor(Math.min(from.x, to.x));
    const y = Math.floor(Math.min(from.y, to.y));
    const width = Math.floor(Math.max(from.x, to.x)) - x + 1;
    const height = Math.floor(Math.max(from.y, to.y)) - y + 1;
    return maskFromRect({ x, y, width, height }, context.grid);
  };
}, false);

export const beginSelectLasso = moveOrSelect((context) => (points) => maskFromPolygon(points, context.grid), true);

/** Cells under the brush join what is selected; with Ctrl they leave it. A selection is brushed in several strokes. */
export const beginSelectBrush: BeginGesture = (context, point, { subtract = false }) => {
  const { get, set, grid } = context;
  const before = get().selection;
  const cells = new Set<number>();
  let last = point;
  const result = (): CellMask | null => {
    const brushed = maskFromCells(cells, grid);
    return combined(before, brushed, before ? { extend: !subtract, subtract } : {});
  };
  const visit = (to: GridPoint) => {
    for (const cell of strokeCells(last, to, get().brush, grid)) cells.add(cell);
    last = to;
    set({ draftSelection: result() ?? emptyMask(grid) });
  };
  visit(point);
  return {
    move: (points) => points.forEach(visit),
    end: () => set({ selection: before || !subtract ? result() : null, draftSelection: null }),
    cancel: () => set({ draftSelection: null }),
  };
};
