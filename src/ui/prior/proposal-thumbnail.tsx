// A proposal at a glance: the cells that it writes and some around them, decoded; until that is there, each cell as its
// code looks alone.
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import { cropGrid } from '../../core/token-grid.ts';
import { type Proposal, proposedGrid } from '../../store/prior/proposal.ts';
import { proposalFrame } from '../../store/prior/proposal-pictures.ts';
import { paintMosaicCells } from '../stage/mosaic-pixels.ts';
import { useSurfaces } from '../tessera-context.ts';

export function ProposalThumbnail({ proposal }: { readonly proposal: Proposal }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { swatches, proposals } = useSurfaces();
  const picture = useSyncExternalStore(
    (listener) => proposals.subscribe(listener),
    () => proposals.get(proposal),
  );
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    const image = picture ? new ImageData(picture.data, picture.width, picture.height) : mosaicOf(proposal, swatches);
    if (!context || !image) return;
    context.canvas.width = image.width;
    context.canvas.height = image.height;
    context.putImageData(image, 0, 0);
  }, [proposal, picture, swatches]);
  return <canvas ref={canvas} />;
}

function mosaicOf(proposal: Proposal, { image: atlas }: ReturnType<typeof useSurfaces>['swatches']): ImageData | null {
  if (!atlas) return null;
  const grid = cropGrid(proposedGrid(proposal), proposalFrame(proposal));
  const side = atlas.width / swatchColumns;
  const image = new ImageData(grid.width * side, grid.height * side);
  paintMosaicCells(image, grid, grid.tokens.keys(), { kind: 'swatch', side, atlas });
  return image;
}
