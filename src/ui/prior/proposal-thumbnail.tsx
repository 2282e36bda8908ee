// A proposal at a glance: the cells that it writes and some around them, each as its code looks alone.
import { useEffect, useRef } from 'react';
import { dilate } from '../../core/rect.ts';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import { cropGrid } from '../../core/token-grid.ts';
import { type Proposal, proposedGrid } from '../../store/prior/proposal.ts';
import { cellBounds, paintMosaicCells } from '../stage/mosaic-pixels.ts';
import { useSurfaces } from '../tessera-context.ts';

/** Cells around those that are written. */
const margin = 2;

export function ProposalThumbnail({ proposal }: { readonly proposal: Proposal }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { swatches } = useSurfaces();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const atlas = swatches.image;
    if (!context || !atlas) return;
    const { base, cells } = proposal;
    const grid = cropGrid(proposedGrid(proposal), dilate(cellBounds(cells, base.width), margin, base));
    const side = atlas.width / swatchColumns;
    const image = new ImageData(grid.width * side, grid.height * side);
    paintMosaicCells(image, grid, grid.tokens.keys(), { kind: 'swatch', side, atlas });
    context.canvas.width = image.width;
    context.canvas.height = image.height;
    context.putImageData(image, 0, 0);
  }, [proposal, swatches]);
  return <canvas ref={canvas} />;
}
