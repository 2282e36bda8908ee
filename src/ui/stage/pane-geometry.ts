// Where the picture and its cells lie in a pane, in CSS pixels. Pure maths, shared by drawing and pointer input.
import type { Point } from '../../core/cell-mask.ts';
import { intersect, type Rect, type Size } from '../../core/rect.ts';
import { clampViewport, fitViewport, screenToImage, type Viewport } from '../../core/viewport.ts';

export interface PaneGeometry {
  /** CSS pixels; panes side by side are equally large. */
  readonly pane: Size;
  /** Device pixels a CSS pixel. */
  readonly density: number;
  /** The picture, in its own pixels. */
  readonly image: Size;
  /** The token grid of the level in hand, in cells; its last row and column may reach over the picture's edge. */
  readonly grid: Size;
  readonly viewport: Viewport;
  /** Side of one cell in CSS pixels. */
  readonly cell: number;
}

/** The largest a picture pixel may become on screen. */
const largestScale = 64;

/** Picture pixels each way that smoothing mixes into an enlarged one. */
const smoothing = 2;

/** Free space around a fitted picture; phones have none to spare. */
function fitPadding(pane: Size): number {
  return Math.min(pane.width, pane.height) < 480 ? 12 : 28;
}

/** From half the fitted size to 64 screen pixels a picture pixel. */
export function zoomLimits(image: Size, pane: Size): { min: number; max: number } {
  const fitted = fitViewport(image, pane, fitPadding(pane)).scale;
  return { min: fitted / 2, max: Math.max(largestScale, fitted) };
}

/** The viewport in effect: the one that was chosen, kept within reach, or the fitted one. */
export function viewportInEffect(chosen: Viewport | null, image: Size, pane: Size): Viewport {
  return chosen ? clampViewport(chosen, image, pane) : fitViewport(image, pane, fitPadding(pane));
}

/** A place in the pane as a point in cell units; outside the picture too. */
export function paneToCell(geometry: PaneGeometry, place: Point): Point {
  const { x, y } = screenToImage(geometry.viewport, place);
  const cells = geometry.viewport.scale / geometry.cell;
  return { x: x * cells, y: y * cells };
}

/** The index of the cell that holds a point, or null outside the grid. */
export function cellIndexAt(point: Point, grid: Size): number | null {
  const column = Math.floor(point.x);
  const row = Math.floor(point.y);
  if (column < 0 || row < 0 || column >= grid.width || row >= grid.height) return null;
  return row * grid.width + column;
}

/** Where the divider stands in the pane. */
export function dividerLine(geometry: PaneGeometry, divider: number): number {
  const { x, width } = pictureRect(geometry);
  return snapToDevice(x + divider * width, geometry.density);
}

/** The picture's rectangle in the pane, its edges on device pixels. */
export function pictureRect(geometry: PaneGeometry): Rect {
  const { width, height } = picturesCells(geometry);
  return snappedRect(geometry, 0, 0, width, height);
}

/** Device pixels that show any of the picture's pixels in `pixels`, smoothed ones included, as a rectangle in the pane. */
export function pixelsRect(geometry: PaneGeometry, pixels: Rect): Rect {
  const picture = pictureRect(geometry);
  const across = picture.width / geometry.image.width;
  const down = picture.height / geometry.image.height;
  const outward = (value: number, round: (value: number) => number) =>
    round(value * geometry.density) / geometry.density;
  const x = outward(picture.x + (pixels.x - smoothing) * across, Math.floor);
  const y = outward(picture.y + (pixels.y - smoothing) * down, Math.floor);
  return {
    x,
    y,
    width: outward(picture.x + (pixels.x + pixels.width + smoothing) * across, Math.ceil) - x,
    height: outward(picture.y + (pixels.y + pixels.height + smoothing) * down, Math.ceil) - y,
  };
}

/** The picture's size in cells: not whole where a grid reaches over its edge. */
export function picturesCells({ image, viewport, cell }: PaneGeometry): Size {
  return { width: (image.width * viewport.scale) / cell, height: (image.height * viewport.scale) / cell };
}

/** The rectangle of one cell in the pane, as far as the picture goes, its edges on device pixels. */
export function cellRect(geometry: PaneGeometry, index: number): Rect {
  const column = index % geometry.grid.width;
  const row = Math.floor(index / geometry.grid.width);
  const { width, height } = picturesCells(geometry);
  return snappedRect(geometry, column, row, Math.min(column + 1, width), Math.min(row + 1, height));
}

/** The cells that can be seen, in cells. */
export function visibleCells({ viewport, cell, pane, grid }: PaneGeometry): Rect {
  const x = Math.floor(-viewport.x / cell);
  const y = Math.floor(-viewport.y / cell);
  const seen = {
    x,
    y,
    width: Math.ceil((pane.width - viewport.x) / cell) - x,
    height: Math.ceil((pane.height - viewport.y) / cell) - y,
  };
  return intersect(seen, { x: 0, y: 0, ...grid });
}

/** The viewport moved as little as needed for the rectangle (in the pane) to be seen with some room around it. */
export function revealRect(viewport: Viewport, rect: Rect, pane: Size): Viewport {
  const room = Math.min(24, pane.width / 4, pane.height / 4);
  const shift = (start: number, length: number, available: number) =>
    start < room ? room - start : Math.min(0, available - room - (start + length));
  return {
    scale: viewport.scale,
    x: viewport.x + shift(rect.x, rect.width, pane.width),
    y: viewport.y + shift(rect.y, rect.height, pane.height),
  };
}

/** How much larger stacked panes must show the picture to be worth it. */
const stackingGain = 1.3;

/** Whether two panes are better one above the other than side by side. */
export function panesStack(stage: Size, image: Size): boolean {
  const scaleIn = (width: number, height: number) => Math.min(width / image.width, height / image.height);
  return scaleIn(stage.width, stage.height / 2) > stackingGain * scaleIn(stage.width / 2, stage.height);
}

function snapToDevice(value: number, density: number): number {
  return Math.round(value * density) / density;
}

function snappedRect({ viewport, cell, density }: PaneGeometry, x1: number, y1: number, x2: number, y2: number): Rect {
  const snap = (value: number) => snapToDevice(value, density);
  const left = snap(viewport.x + x1 * cell);
  const top = snap(viewport.y + y1 * cell);
  return { x: left, y: top, width: snap(viewport.x + x2 * cell) - left, height: snap(viewport.y + y2 * cell) - top };
}
