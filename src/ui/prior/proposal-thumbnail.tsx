// A proposal at a glance: the cells that it writes and some around them, decoded; until that is there, each cell as its
// code looks alone.
import { useCallback, useRef, useSyncExternalStore } from 'react';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import { cropGrid } from '../../core/token-grid.ts';
import { type Proposal, proposedGrids } from '../../store/prior/proposal.ts';
import { passageFrame } from '../../store/prior/proposal-pictures.ts';
import { useDrawing } from '../canvas-events.ts';
import { paintMosaicCells } from '../stage/mosaic-pixels.ts';
import { useSurfaces, useTesseraState } from '../tessera-context.ts';

export function ProposalThumbnail({ proposal }: { readonly proposal: Proposal }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { swatches, proposals } = useSurfaces();
  const level = useTesseraState((state) => state.level);
  const picture = useSyncExternalStore(
    (listener) => proposals.subscribe(listener),
    () => proposals.get(proposal),
  );
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      const image = picture
        ? new ImageData(picture.data, picture.width, picture.height)
        : mosaicOf(proposal, level, swatches);
      if (!image) return;
      context.canvas.width = image.width;
      context.canvas.height = image.height;
      context.putImageData(image, 0, 0);
    },
    [proposal, picture, level, swatches],
  );
  useDrawing(canvas, draw);
  return <canvas ref={canvas} />;
}

/** Of the level in hand, whose swatches there are: null where the proposal writes nothing on it. */
function mosaicOf(
  proposal: Proposal,
  level: number,
  { image: atlas }: ReturnType<typeof useSurfaces>['swatches'],
): ImageData | null {
  const passage = proposal.passages.find(({ prior }) => prior.level === level);
  if (!atlas || !passage) return null;
  const grid = cropGrid(proposedGrids(proposal)[level]!, passageFrame(proposal, passage));
  const side = atlas.width / swatchColumns;
  const image = new ImageData(grid.width * side, grid.height * side);
  paintMosaicCells(image, grid, grid.tokens.keys(), { kind: 'swatch', side, atlas });
  return image;
}
