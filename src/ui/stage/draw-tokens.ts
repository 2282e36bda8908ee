// Draws the token grid: filled cells, the lines between them, and ids where a cell has room for one.
import type { TokenGrid } from '../../core/token-grid.ts';
import { cellRect, type PaneGeometry, pictureRect, picturesCells, visibleCells } from './pane-geometry.ts';

/** Cells smaller than this on screen get no lines, or the lines would be all there is. */
const smallestLinedCell = 6;
/** An id of four digits fits from here on. */
const smallestNumberedCell = 34;
/** Above this lightness of a cell, dark text is the legible one. */
const lightFrom = 140;

export function drawMosaic(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  mosaic: HTMLCanvasElement,
  options: { alpha: number; smoothing: boolean },
): void {
  const { x, y, width, height } = pictureRect(geometry);
  context.imageSmoothingEnabled = options.smoothing || width * geometry.density < mosaic.width;
  context.globalAlpha = options.alpha;
  // What reaches over the picture's edge is left out.
  const cells = picturesCells(geometry);
  const across = (mosaic.width * cells.width) / geometry.grid.width;
  const down = (mosaic.height * cells.height) / geometry.grid.height;
  context.drawImage(mosaic, 0, 0, across, down, x, y, width, height);
  context.globalAlpha = 1;
}

/**
 * The joints between the tesserae: they widen as one zooms in.
 * @param strongEvery cells each way that a code of the next coarser level covers: around them joints are wider
 */
export function drawGridLines(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  { colour, strongEvery }: { colour: string; strongEvery: number },
): void {
  if (geometry.cell < smallestLinedCell) return;
  const picture = pictureRect(geometry);
  const seen = visibleCells(geometry);
  const device = 1 / geometry.density;
  const width = Math.max(device, Math.min(2, Math.round(geometry.cell / 24) * device));
  context.fillStyle = colour;
  // Between small cells the same line would take most of the colour away.
  const faint = Math.max(0.35, Math.min(1, (geometry.cell - smallestLinedCell) / 26));
  const widthAt = (line: number) => {
    const strong = strongEvery > 1 && line % strongEvery === 0;
    context.globalAlpha = strong ? 1 : faint;
    return strong ? width + 1 : width;
  };
  for (let column = Math.max(1, seen.x); column < seen.x + seen.width; column++) {
    const { x } = cellRect(geometry, column);
    const joint = widthAt(column);
    context.fillRect(x - joint / 2, picture.y, joint, picture.height);
  }
  for (let row = Math.max(1, seen.y); row < seen.y + seen.height; row++) {
    const { y } = cellRect(geometry, row * geometry.grid.width);
    const joint = widthAt(row);
    context.fillRect(picture.x, y - joint / 2, picture.width, joint);
  }
  context.globalAlpha = 1;
}

/** @param lightness of each code's fill (0 to 255); null where cells are translucent, and text gets a halo */
export function drawIds(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  grid: TokenGrid,
  { lightness, font }: { lightness: Uint8Array | null; font: string },
): void {
  if (geometry.cell < smallestNumberedCell) return;
  const seen = visibleCells(geometry);
  context.font = `500 ${Math.min(15, Math.floor(geometry.cell * 0.29))}px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = 3;
  context.strokeStyle = 'rgb(0 0 0 / 75%)';
  for (let row = seen.y; row < seen.y + seen.height; row++) {
    for (let column = seen.x; column < seen.x + seen.width; column++) {
      const index = row * grid.width + column;
      const code = grid.tokens[index]!;
      const { x, y, width, height } = cellRect(geometry, index);
      const isLight = lightness !== null && lightness[code]! >= lightFrom;
      if (!lightness) context.strokeText(`${code}`, x + width / 2, y + height / 2);
      context.fillStyle = isLight ? 'rgb(0 0 0 / 82%)' : 'rgb(255 255 255 / 92%)';
      context.fillText(`${code}`, x + width / 2, y + height / 2);
    }
  }
}
