// Plans what to decode after an edit: windows of the token grid that hold all that can change, and no more.
//
// A zero-padded convolutional decoder's pixel depends on the tokens within `receptiveField` r of its own. A changed cell
// therefore changes the cells within r (the output), which depend on tokens within another r (the input). Where the
// input is cut off inside the grid, the decoder pads with zeros that a whole decode would not have: those pixels lie
// in the outer r cells, outside the output. Where it ends at the grid's border, both pad alike.
import { area, dilate, intersect, isEmpty, type Rect, type Size, union } from '../../core/rect.ts';
import { boundsByBlock, wholeInBlocks } from './blocks.ts';

export interface DecodeWindow {
  /** Cells to run the decoder on. */
  readonly input: Rect;
  /** Cells, within `input`, whose pixels equal those of a whole decode. */
  readonly output: Rect;
  /** Changed cells within this are dealt with once the output is drawn. */
  readonly settles: Rect;
}

/** A whole decode goes in tiles of this many cells each way, so that an edit never waits long for its turn. */
const tileCells = 48;

/** A run costs about as much as this many more tokens, whatever its size (measured: bench/). */
const runOverhead = 40;

/** Changed cells are first gathered in blocks of this many cells each way. */
const blockCells = 8;

function cost(settles: Rect, receptiveField: number, grid: Size): number {
  return area(dilate(settles, 2 * receptiveField, grid)) + runOverhead;
}

/** Joins regions that overlap, and those that cost no more to decode as one than apart: no two of the result overlap. */
function mergeCheaply(regions: Rect[], receptiveField: number, grid: Size): Rect[] {
  const merged: Rect[] = [];
  for (const region of regions) {
    let current = region;
    for (let i = 0; i < merged.length; ) {
      const other = merged[i]!;
      const both = union(current, other);
      const apart = cost(current, receptiveField, grid) + cost(other, receptiveField, grid);
      if (!isEmpty(intersect(current, other)) || cost(both, receptiveField, grid) <= apart) {
        current = both;
        merged.splice(i, 1);
        i = 0;
      } else {
        i++;
      }
    }
    merged.push(current);
  }
  return merged;
}

/** The whole grid, in tiles where the receptive field allows it. */
export function planWhole(grid: Size, receptiveField: number | null): DecodeWindow[] {
  const whole: Rect = { x: 0, y: 0, width: grid.width, height: grid.height };
  const tiles = wholeInBlocks(grid, tileCells);
  if (receptiveField === null || tiles.length === 1) return [{ input: whole, output: whole, settles: whole }];
  return tiles.map((tile) => ({ input: dilate(tile, receptiveField, grid), output: tile, settles: tile }));
}

/**
 * @param changed indices of the cells that differ from what was decoded last
 * @param receptiveField tokens each way; null for a decoder that must be decoded whole
 */
export function planChanged(changed: readonly number[], grid: Size, receptiveField: number | null): DecodeWindow[] {
  if (changed.length === 0) return [];
  if (receptiveField === null) return planWhole(grid, null);
  const regions = mergeCheaply(boundsByBlock(grid, changed, blockCells), receptiveField, grid);
  const windows = regions.map((settles) => ({
    input: dilate(settles, 2 * receptiveField, grid),
    output: dilate(settles, receptiveField, grid),
    settles,
  }));
  const whole = planWhole(grid, receptiveField);
  const tokens = (plan: readonly DecodeWindow[]) =>
    plan.reduce((sum, window) => sum + area(window.input) + runOverhead, 0);
  return tokens(windows) < tokens(whole) ? windows : whole;
}
