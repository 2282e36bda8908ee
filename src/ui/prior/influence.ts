// The pixels that the prior can change by writing some cells: a dotted line around all that the decoder lets them reach.

import { type CellMask, dilateMask, maskFromCells } from '../../core/cell-mask.ts';
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
    const cells = proposal?.task === 'regenerate' ? proposal.cells : null;
    const from = cells ?? (!proposal && prior.task === 'regenerate' ? selection : null);
    if (!from) return null;
    if (this.#from !== from) {
      this.#from = from;
      this.#mask = dilateMask(cells ? maskFromCells(cells, grid) : (selection as CellMask), prior.reach);
    }
    return this.#mask;
  }
}
