// Zoom and pan of a picture in a pane, as pure maths. Knows no events, no canvas and no device pixels.
import type { Point } from './cell-mask.ts';
import type { Size } from './rect.ts';

/** Image pixel → screen pixel of the pane: screen = image · scale + (x, y). */
export interface Viewport {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** How much of the picture must stay in the pane on each axis: this share of what could be seen, at least so many px. */
const keptShare = 0.25;
const keptPixels = 48;

/** The whole image, centred, with `padding` screen px around it where the pane has room. */
export function fitViewport(image: Size, pane: Size, padding: number): Viewport {
  const room = (side: number) => Math.max(1, side - 2 * padding);
  const scale = Math.min(room(pane.width) / image.width, room(pane.height) / image.height);
  return { scale, x: (pane.width - image.width * scale) / 2, y: (pane.height - image.height * scale) / 2 };
}

/** Zooms by `factor`, the scale kept within the limits; what lies under `point` (screen px) stays under it. */
export function zoomAround(
  viewport: Viewport,
  point: Point,
  factor: number,
  limits: { readonly min: number; readonly max: number },
): Viewport {
  const scale = Math.max(limits.min, Math.min(limits.max, viewport.scale * factor));
  const zoom = scale / viewport.scale;
  return { scale, x: point.x - (point.x - viewport.x) * zoom, y: point.y - (point.y - viewport.y) * zoom };
}

export function screenToImage(viewport: Viewport, point: Point): Point {
  return { x: (point.x - viewport.x) / viewport.scale, y: (point.y - viewport.y) / viewport.scale };
}

export function imageToScreen(viewport: Viewport, point: Point): Point {
  return { x: point.x * viewport.scale + viewport.x, y: point.y * viewport.scale + viewport.y };
}

/**
 * The viewport moved as little as needed for the image not to be lost off screen: on each axis at least 48 px or a
 * quarter of what could be seen at this scale (all of a smaller picture or pane) stays in the pane.
 */
export function clampViewport(viewport: Viewport, image: Size, pane: Size): Viewport {
  const x = clampOffset(viewport.x, image.width * viewport.scale, pane.width);
  const y = clampOffset(viewport.y, image.height * viewport.scale, pane.height);
  return x === viewport.x && y === viewport.y ? viewport : { scale: viewport.scale, x, y };
}

function clampOffset(offset: number, extent: number, pane: number): number {
  const visible = Math.min(extent, pane);
  const kept = Math.min(visible, Math.max(keptPixels, visible * keptShare));
  return Math.max(kept - extent, Math.min(pane - kept, offset));
}
