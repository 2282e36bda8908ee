// Tools that change cells along the pointer's way: brush, erase, blend, stamp; and between two points: line, rectangle.
import { lineCells, rectangleCells, strokeCells } from '../../core/brush.ts';
import { patchCells } from '../../core/patch.ts';
import { applyChanges, type CellChange, type TokenGrid } from '../../core/token-grid.ts';
import { withGrid } from '../selectors.ts';
import type { GestureOptions, GridPoint } from '../state.ts';
import { type BeginGesture, type Gesture, type GestureContext, paintable } from './gesture.ts';

/** Shows the gesture's grid while it goes on, and makes one undo step of it at the end. */
function commitDraft({ get, set }: GestureContext): void {
  const { draft } = get();
  if (draft) set({ ...withGrid(get(), draft), draft: null });
}

/** @param codeFor the code that a cell gets, by its index */
function strokeWith(context: GestureContext, from: GridPoint, codeFor: (cell: number) => number): Gesture {
  const { get, set, grid } = context;
  const allowed = paintable(get(), grid);
  let last = from;
  const paint = (to: GridPoint) => {
    const cells = strokeCells(last, to, get().brush, grid).filter(allowed);
    last = to;
    const before = get().draft ?? grid;
    set({
      draft: applyChanges(
        before,
        cells.map((index) => ({ index, code: codeFor(index) })),
      ),
    });
  };
  paint(from);
  return {
    move: (points) => points.forEach(paint),
    end: () => commitDraft(context),
    cancel: () => set({ draft: null }),
  };
}

export const beginBrush: BeginGesture = (context, point) => {
  const { foreground } = context.get();
  return strokeWith(context, point, () => foreground);
};

export const beginErase: BeginGesture = (context, point) => {
  const { tokens } = context.own;
  return strokeWith(context, point, (cell) => tokens[cell]!);
};

/** Each cell steps once in a stroke. The codes come from the engine, so the picture follows a moment later. */
export const beginBlend: BeginGesture = (context, point) => {
  const { get, set, grid } = context;
  const allowed = paintable(get(), grid);
  const touched = new Set<number>();
  const asked = new Set<Promise<void>>();
  let last = point;
  let failed = false;
  /** What comes now is of no use any more. */
  let over = false;

  const step = async (cells: number[]) => {
    try {
      const changes = await context.nextNearest(cells);
      if (!over) set({ draft: applyChanges(get().draft ?? grid, changes) });
    } catch {
      failed = true;
    }
  };
  const visit = (to: GridPoint) => {
    const cells = strokeCells(last, to, get().brush, grid).filter((cell) => allowed(cell) && !touched.has(cell));
    last = to;
    if (cells.length === 0) return;
    for (const cell of cells) touched.add(cell);
    const answer = step(cells).finally(() => asked.delete(answer));
    asked.add(answer);
  };
  const finish = () => {
    if (over) return;
    over = true;
    commitDraft(context);
    if (failed)
      context.notify('Some cells were not blended', 'The model was not at hand. Draw over them again in a moment.');
  };
  visit(point);
  return {
    move: (points) => points.forEach(visit),
    end: () => {
      if (asked.size === 0) finish();
    },
    cancel: () => {
      over = true;
      set({ draft: null });
    },
    awaited: () => (asked.size === 0 ? null : Promise.all(asked).then(finish)),
    finish,
  };
};

/** The clipboard's patch, repeated without overlap on a lattice that starts under the pointer. */
export const beginStamp: BeginGesture = (context, point) => {
  const { get, set, grid } = context;
  const patch = get().clipboard;
  if (!patch) {
    context.notify(
      'There is nothing to stamp yet',
      'Select some cells and copy them (Ctrl+C), here or in another photo.',
    );
    return null;
  }
  const allowed = paintable(get(), grid);
  const { width, height } = patch.grid;
  const origin = { x: Math.floor(point.x) - (width >> 1), y: Math.floor(point.y) - (height >> 1) };
  const stamped = new Set<string>();
  const stampAt = (to: GridPoint) => {
    const column = Math.floor((Math.floor(to.x) - origin.x) / width);
    const row = Math.floor((Math.floor(to.y) - origin.y) / height);
    const key = `${column},${row}`;
    if (stamped.has(key)) return;
    stamped.add(key);
    const at = { x: origin.x + column * width, y: origin.y + row * height };
    const changes: CellChange[] = patchCells(patch, at, grid)
      .filter(allowed)
      .map((index) => {
        const x = (index % grid.width) - at.x;
        const y = Math.floor(index / grid.width) - at.y;
        return { index, code: patch.grid.tokens[y * width + x]! };
      });
    set({ draft: applyChanges(get().draft ?? grid, changes) });
  };
  let last = point;
  const stampTo = (to: GridPoint) => {
    // Every cell on the way: a fast pointer must leave no gap.
    lineCells(last, to).forEach(stampAt);
    last = to;
  };
  stampAt(point);
  return {
    move: (points) => points.forEach(stampTo),
    end: () => commitDraft(context),
    cancel: () => set({ draft: null }),
  };
};

/** Draws anew from the first point to the last at each move. */
function drawBetween(
  context: GestureContext,
  from: GridPoint,
  options: GestureOptions,
  cellsBetween: (from: GridPoint, to: GridPoint, options: GestureOptions) => number[],
): Gesture {
  const { get, set, grid } = context;
  const allowed = paintable(get(), grid);
  const { foreground } = get();
  const draw = (to: GridPoint, held: GestureOptions): TokenGrid =>
    applyChanges(
      grid,
      cellsBetween(from, to, held)
        .filter(allowed)
        .map((index) => ({ index, code: foreground })),
    );
  set({ draft: draw(from, options) });
  return {
    move: (points, held) => {
      const to = points.at(-1);
      if (to) set({ draft: draw(to, held) });
    },
    end: () => commitDraft(context),
    cancel: () => set({ draft: null }),
  };
}

/** Shift holds a line to multiples of 45°. */
function constrainLine(from: GridPoint, to: GridPoint): GridPoint {
  const dx = Math.floor(to.x) - Math.floor(from.x);
  const dy = Math.floor(to.y) - Math.floor(from.y);
  const longest = Math.max(Math.abs(dx), Math.abs(dy));
  const octant = Math.round(Math.atan2(dy, dx) / (Math.PI / 4));
  return {
    x: from.x + longest * Math.round(Math.cos((octant * Math.PI) / 4)),
    y: from.y + longest * Math.round(Math.sin((octant * Math.PI) / 4)),
  };
}

/** Shift holds a rectangle to a square. */
function constrainRectangle(from: GridPoint, to: GridPoint): GridPoint {
  const side = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
  return { x: from.x + side * Math.sign(to.x - from.x), y: from.y + side * Math.sign(to.y - from.y) };
}

export const beginLine: BeginGesture = (context, point, options) =>
  drawBetween(context, point, options, (from, to, { extend }) =>
    strokeCells(from, extend ? constrainLine(from, to) : to, context.get().brush, context.grid),
  );

/** Ctrl or Cmd leaves the inside as it is. */
export const beginRectangle: BeginGesture = (context, point, options) =>
  drawBetween(context, point, options, (from, to, { extend, subtract }) =>
    rectangleCells(from, extend ? constrainRectangle(from, to) : to, { filled: !subtract }, context.grid),
  );
