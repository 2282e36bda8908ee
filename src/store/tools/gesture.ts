// What every tool's gesture is: begun by one pointer, fed with points, ended or cancelled.
import { hasCell } from '../../core/cell-mask.ts';
import type { Size } from '../../core/rect.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import type { GestureOptions, GridPoint, TesseraState } from '../state.ts';

export interface Gesture {
  move(points: readonly GridPoint[], options: GestureOptions): void;
  end(): void;
  cancel(): void;
  /** Of a stroke that ended: resolves once the last of its codes is there; null where all are. */
  awaited?(): Promise<void> | null;
  /** Gives up what has not come: what is there becomes part of the grid. */
  finish?(): void;
}

export interface GestureContext {
  readonly get: () => TesseraState;
  readonly set: (change: Partial<TesseraState>) => void;
  /** The codes that the photo itself gets. */
  readonly own: TokenGrid;
  /** The grid as it was when the gesture began. */
  readonly grid: TokenGrid;
  /** For each cell the code that follows its present one in the order of distance. */
  readonly nextNearest: (cells: readonly number[]) => Promise<CellChange[]>;
  readonly pickCode: (code: number) => void;
  readonly notify: (title: string, detail: string) => void;
}

/** @returns null where the tool has nothing to do at this point */
export type BeginGesture = (context: GestureContext, point: GridPoint, options: GestureOptions) => Gesture | null;

export function cellAt({ x, y }: GridPoint, { width, height }: Size): number | null {
  const column = Math.floor(x);
  const row = Math.floor(y);
  return column >= 0 && row >= 0 && column < width && row < height ? row * width + column : null;
}

/** With a selection, paint lands only inside it. */
export function paintable({ selection }: TesseraState, { width }: Size): (cell: number) => boolean {
  if (!selection) return () => true;
  return (cell) => hasCell(selection, cell % width, Math.floor(cell / width));
}

/** A gesture without strokes: it did its work when it began. */
export const finished: Gesture = { move: () => undefined, end: () => undefined, cancel: () => undefined };
