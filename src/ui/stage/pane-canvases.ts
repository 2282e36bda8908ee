// The two canvases of one pane: pictures and tokens below, and what changes with every pointer move above.
import type { Size } from '../../core/rect.ts';
import { onPixelRatio } from '../canvas-events.ts';

export interface PaneCanvases {
  readonly kind: 'tokens' | 'picture';
  readonly element: HTMLElement;
  readonly base: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  /** CSS pixels; 0×0 until it is laid out. */
  size: Size;
  /** Device pixels of a CSS pixel, as the canvases have them. */
  density: number;
}

/**
 * Keeps the canvases as large as their pane, in device pixels, also where the window goes to another screen.
 *
 * @param onStale they are empty: they were resized, or lost what was drawn on them
 * @returns a function that stops it
 */
export function keepSized(pane: PaneCanvases, onStale: () => void): () => void {
  const resize = (size: Size, exact?: ResizeObserverSize) => {
    fitCanvases(pane, size, exact);
    onStale();
  };
  const observer = new ResizeObserver(([entry]) => {
    if (entry) resize(entry.contentRect, entry.devicePixelContentBoxSize?.[0]);
  });
  try {
    observer.observe(pane.element, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(pane.element);
  }
  const endRatio = onPixelRatio(() => {
    if (pane.size.width > 0) resize(pane.size);
  });
  for (const canvas of [pane.base, pane.overlay]) canvas.addEventListener('contextrestored', onStale);
  return () => {
    observer.disconnect();
    endRatio();
    for (const canvas of [pane.base, pane.overlay]) canvas.removeEventListener('contextrestored', onStale);
  };
}

/** Canvases of another pixel ratio than the screen's are made anew: not every browser tells of it. @returns whether they were */
export function followRatio(pane: PaneCanvases): boolean {
  if (pane.size.width === 0 || pane.density === window.devicePixelRatio) return false;
  fitCanvases(pane, pane.size);
  return true;
}

function fitCanvases(pane: PaneCanvases, { width, height }: Size, exact?: ResizeObserverSize): void {
  for (const canvas of [pane.base, pane.overlay]) {
    canvas.width = devicePixels(width, exact?.inlineSize);
    canvas.height = devicePixels(height, exact?.blockSize);
  }
  pane.size = { width, height };
  pane.density = window.devicePixelRatio;
}

/** The browser's exact count, which rounding can miss by one; an emulated screen's count is of the real one. */
function devicePixels(length: number, exact: number | undefined): number {
  const expected = Math.round(length * window.devicePixelRatio);
  return exact !== undefined && Math.abs(exact - expected) <= 1 ? exact : expected;
}
