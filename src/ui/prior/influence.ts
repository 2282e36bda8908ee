// The pixels that the prior can change by writing some cells: a dotted line around all that the decoder lets them reach.

import { type CellMask, dilateMask, maskFromCells, maskOnLevel } from '../../core/cell-mask.ts';
import type { Passage } from '../../store/prior/proposal.ts';
import { gridInHand } from '../../store/selectors.ts';
import type { TesseraState } from '../../store/state.ts';
import { outlinePath } from '../stage/outline-path.ts';
import type { PaneGeometry } from '../stage/pane-geometry.ts';

/** CSS pixels. */
const dot = 2;
const gap = 5;

export class Influence {
  #from: unknown = null;
  #mask: CellMask | null = null;

  draw(context: CanvasRenderingContext2D, { viewport, cell }: PaneGeometry, state: TesseraState): void {
    const mask = this.#reached(state);
    if (!mask) return;
    context.save();
    context.transform(cell, 0, 0, cell, viewport.x, viewport.y);
    context.lineCap = 'round';
    context.setLineDash([0, gap / cell]);
    for (const [colour, width] of [
      ['rgb(0 0 0 / 70%)', dot + 1.5],
      ['rgb(255 255 255 / 95%)', dot],
    ] as const) {
      context.strokeStyle = colour;
      context.lineWidth = width / cell;
      context.stroke(outlinePath(mask));
    }
    context.restore();
  }

  #reached(state: TesseraState): CellMask | null {
    const { prior, selection } = state;
    const grid = gridInHand(state);
    if (prior.reach === null || !grid) return null;
    const proposal = prior.proposals[prior.shown];
    // The coarsest level's: what is written on finer ones lies beneath.
    const passage = proposal?.task === 'regenerate' ? proposal.passages[0] : undefined;
    const from = passage?.cells ?? (!proposal && prior.task === 'regenerate' ? selection : null);
    if (!from) return null;
    if (this.#from !== from || this.#mask?.width !== grid.width) {
      this.#from = from;
      const mask = passage ? onLevelInHand(passage, state) : selection;
      this.#mask = mask && dilateMask(mask, Math.ceil(prior.reach / finestPerCell(state)));
    }
    return this.#mask;
  }
}

/** Cells of the finest level, each way, that one of the level in hand covers. */
function finestPerCell({ document, level }: TesseraState): number {
  const levels = document?.levels ?? [];
  return (levels[level]?.downsample ?? 1) / (levels.at(-1)?.downsample ?? 1);
}

function onLevelInHand({ prior, cells }: Passage, { document, level, grids }: TesseraState): CellMask | null {
  const [own, other, grid] = [document?.levels[level], document?.levels[prior.level], grids[prior.level]];
  if (!own || !other || !grid) return null;
  const mask = maskFromCells(cells, grid);
  return own === other ? mask : maskOnLevel(mask, other.downsample / own.downsample, own.own);
}
