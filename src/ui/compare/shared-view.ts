// What all pictures of the comparison are seen by: one divider, one zoom, one place.

export interface SharedView {
  /** 0 to 1 of the frame's width. */
  readonly divider: number;
  readonly zoom: number;
  /** The point of the picture, 0 to 1 each way, that stays in its place when the zoom changes. */
  readonly x: number;
  readonly y: number;
}

export const farthestZoom = 8;

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/**
 * The same view, nearer or farther; what lies under the point stays there, as far as the picture's edges allow.
 *
 * @param at 0 to 1 of the frame, each way
 */
export function zoomedAt(view: SharedView, at: { readonly x: number; readonly y: number }, factor: number): SharedView {
  const zoom = Math.min(farthestZoom, Math.max(1, view.zoom * factor));
  return { ...view, zoom, x: centre(view.x, view.zoom, at.x, zoom), y: centre(view.y, view.zoom, at.y, zoom) };
}

/** A place p of the picture is seen at centre + zoom · (p − centre). */
function centre(before: number, zoomBefore: number, at: number, zoom: number): number {
  if (zoom === 1) return before;
  const place = before + (at - before) / zoomBefore;
  return clamp((zoom * place - at) / (zoom - 1));
}

/** The same view with the picture moved by so much of the frame. Not zoomed there is nothing to move: it is the divider. */
export function moved(view: SharedView, dx: number, dy: number): SharedView {
  if (view.zoom === 1) return { ...view, divider: clamp(view.divider + dx) };
  const away = view.zoom - 1;
  return { ...view, x: clamp(view.x - dx / away), y: clamp(view.y - dy / away) };
}
