// Draws what lies above picture and tokens: lit cells, brush footprint, hover, selection, lasso, floating patch, cursor.
import { type CellMask, maskFromCells } from '../../core/cell-mask.ts';
import { cellsOfCode } from '../../core/fill.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { GridPoint } from '../../store/state.ts';
import type { Footprint } from './footprint.ts';
import { type MosaicFill, tileRect } from './mosaic-pixels.ts';
import { outlinePath } from './outline-path.ts';
import { cellRect, type PaneGeometry, pictureRect } from './pane-geometry.ts';
import type { StagePalette } from './stage-palette.ts';

export interface OverlayScene {
  readonly grid: TokenGrid;
  /** Cells to light while all others are dimmed. */
  readonly litCode: number | null;
  readonly hoveredCell: number | null;
  readonly footprint: Footprint | null;
  readonly selection: CellMask | null;
  readonly lasso: readonly GridPoint[] | null;
  /** The cells of a patch that is not set down yet. */
  readonly floating: CellMask | null;
  readonly cursor: number | null;
  readonly cursorFocused: boolean;
  /** How far the ants have marched, in CSS pixels. */
  readonly march: number;
  /** The swatch atlas, for the colour under the brush. */
  readonly atlas: HTMLCanvasElement | null;
  readonly fill: MosaicFill | null;
  readonly palette: StagePalette;
}

const dark = 'rgb(0 0 0 / 65%)';
const light = 'rgb(255 255 255 / 95%)';
const footprintAlpha = 0.8;
const antLength = 5;

export function drawOverlay(context: CanvasRenderingContext2D, geometry: PaneGeometry, scene: OverlayScene): void {
  if (scene.litCode !== null) lightCells(context, geometry, scene, scene.litCode);
  if (scene.footprint) drawFootprint(context, geometry, scene, scene.footprint);
  if (scene.hoveredCell !== null && !scene.footprint) strokeCell(context, geometry, scene.hoveredCell);
  if (scene.selection) strokeAnts(context, geometry, outlinePath(scene.selection), scene.march);
  if (scene.lasso) strokeTwice(context, geometry, lassoPath(scene.lasso));
  if (scene.floating) drawFloating(context, geometry, scene.floating, scene.palette);
  if (scene.cursor !== null) drawCursor(context, geometry, scene, scene.cursor);
}

/** Dims the picture but for the cells of one code. Nothing happens where no cell has it. */
function lightCells(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  { grid, palette }: OverlayScene,
  code: number,
): void {
  const cells = cellsOfCode(grid, code);
  if (cells.length === 0) return;
  const picture = pictureRect(geometry);
  context.globalAlpha = 0.72;
  context.fillStyle = palette.stage;
  context.fillRect(picture.x, picture.y, picture.width, picture.height);
  context.globalAlpha = 1;
  for (const cell of cells) {
    const { x, y, width, height } = cellRect(geometry, cell);
    context.clearRect(x, y, width, height);
  }
  const outline = outlinePath(maskFromCells(cells, grid));
  strokeTwice(context, geometry, outline);
}

function drawFootprint(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  { grid, atlas, fill }: OverlayScene,
  { cells, codes }: Footprint,
): void {
  if (cells.length === 0) return;
  context.globalAlpha = footprintAlpha;
  context.imageSmoothingEnabled = false;
  codes?.forEach((code, index) => {
    fillWithCode(context, geometry, { cell: cells[index]!, code, atlas, fill });
  });
  context.globalAlpha = 1;
  const outline = outlinePath(maskFromCells(cells, grid));
  strokeTwice(context, geometry, outline);
}

function fillWithCode(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  paint: { cell: number; code: number; atlas: HTMLCanvasElement | null; fill: MosaicFill | null },
): void {
  const { x, y, width, height } = cellRect(geometry, paint.cell);
  if (paint.fill?.kind === 'similarity') {
    const [red, green, blue] = paint.fill.colours.subarray(3 * paint.code, 3 * paint.code + 3);
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(x, y, width, height);
  } else if (paint.fill && paint.atlas) {
    const tile = tileRect(paint.code, paint.fill.side);
    context.drawImage(paint.atlas, tile.x, tile.y, tile.width, tile.height, x, y, width, height);
  }
}

function strokeCell(context: CanvasRenderingContext2D, geometry: PaneGeometry, cell: number): void {
  const { x, y, width, height } = cellRect(geometry, cell);
  context.lineWidth = 3;
  context.strokeStyle = dark;
  context.strokeRect(x, y, width, height);
  context.lineWidth = 1.25;
  context.strokeStyle = light;
  context.strokeRect(x, y, width, height);
}

/** A ring around the cell, outside it, so that the cell itself stays visible; thicker with the keyboard's focus. */
function drawCursor(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  { palette, cursorFocused }: OverlayScene,
  cell: number,
): void {
  const { x, y, width, height } = cellRect(geometry, cell);
  const ring = cursorFocused ? 4 : 2;
  const draw = (colour: string, grow: number, lineWidth: number) => {
    context.strokeStyle = colour;
    context.lineWidth = lineWidth;
    context.beginPath();
    context.roundRect(x - grow, y - grow, width + 2 * grow, height + 2 * grow, 2);
    context.stroke();
  };
  draw(dark, ring / 2 + 1, ring + 4);
  draw(light, ring / 2 + 1, ring + 2.5);
  draw(palette.focus, ring / 2 + 1, ring);
}

function drawFloating(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  floating: CellMask,
  palette: StagePalette,
): void {
  const outline = outlinePath(floating);
  strokeCells(context, geometry, outline, { colour: dark, width: 6 });
  strokeCells(context, geometry, outline, { colour: light, width: 4.5 });
  strokeCells(context, geometry, outline, { colour: palette.accent, width: 2 });
}

/** Light on dark: visible on every picture. */
function strokeTwice(context: CanvasRenderingContext2D, geometry: PaneGeometry, path: Path2D): void {
  strokeCells(context, geometry, path, { colour: dark, width: 3 });
  strokeCells(context, geometry, path, { colour: light, width: 1.25 });
}

/** Dark and light dashes: visible on every picture. */
function strokeAnts(context: CanvasRenderingContext2D, geometry: PaneGeometry, path: Path2D, march: number): void {
  strokeCells(context, geometry, path, { colour: dark, width: 1.75 });
  strokeCells(context, geometry, path, { colour: light, width: 1.75, dash: antLength, march });
}

/** Strokes a path in cell units; widths and dashes are in CSS pixels. */
function strokeCells(
  context: CanvasRenderingContext2D,
  geometry: PaneGeometry,
  path: Path2D,
  pen: { colour: string; width: number; dash?: number; march?: number },
): void {
  const { viewport, cell } = geometry;
  context.save();
  context.transform(cell, 0, 0, cell, viewport.x, viewport.y);
  context.strokeStyle = pen.colour;
  context.lineWidth = pen.width / cell;
  context.lineCap = pen.dash ? 'butt' : 'square';
  if (pen.dash) context.setLineDash([pen.dash / cell, pen.dash / cell]);
  context.lineDashOffset = -(pen.march ?? 0) / cell;
  context.stroke(path);
  context.restore();
}

function lassoPath(points: readonly GridPoint[]): Path2D {
  const path = new Path2D();
  points.forEach(({ x, y }, index) => {
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
  path.closePath();
  return path;
}
