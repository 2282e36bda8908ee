// The cells that the current tool would touch at a point, and the codes they would get, before anything is painted.
import { brushCells } from '../../core/brush.ts';
import type { Point } from '../../core/cell-mask.ts';
import { patchCells } from '../../core/patch.ts';
import type { Size } from '../../core/rect.ts';
import type { TesseraState } from '../../store/state.ts';

export interface Footprint {
  readonly cells: readonly number[];
  /** The code that each of the cells would get; null where that is not known before it happens. */
  readonly codes: readonly number[] | null;
}

type FootprintState = Pick<TesseraState, 'tool' | 'brush' | 'foreground' | 'clipboard'>;

/** @returns null for tools without a footprint */
export function footprintAt(state: FootprintState, point: Point, grid: Size): Footprint | null {
  const { tool, brush, foreground } = state;
  switch (tool) {
    case 'brush':
    case 'line':
      return ofOneCode(brushCells(point, brush, grid), foreground);
    case 'rectangle':
    case 'bucket':
    case 'replace':
      return ofOneCode(brushCells(point, { shape: 'square', size: 1 }, grid), foreground);
    case 'erase':
    case 'blend':
    case 'select-brush':
      return { cells: brushCells(point, brush, grid), codes: null };
    case 'stamp':
      return stampFootprint(state, point, grid);
    case 'eyedropper':
    case 'select-rectangle':
    case 'select-lasso':
    case 'pan':
      return null;
    default:
      return tool satisfies never;
  }
}

function ofOneCode(cells: number[], code: number): Footprint {
  return { cells, codes: cells.map(() => code) };
}

/** The stamp's patch is centred on the pointer. */
function stampFootprint({ clipboard: patch }: FootprintState, point: Point, grid: Size): Footprint | null {
  if (!patch) return null;
  const { width, height } = patch.grid;
  const at = { x: Math.floor(point.x) - (width >> 1), y: Math.floor(point.y) - (height >> 1) };
  const cells = patchCells(patch, at, grid);
  const codes = cells.map((cell) => {
    const x = (cell % grid.width) - at.x;
    const y = Math.floor(cell / grid.width) - at.y;
    return patch.grid.tokens[y * width + x]!;
  });
  return { cells, codes };
}
