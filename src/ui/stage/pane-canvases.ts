// The two canvases of one pane: pictures and tokens below, and what changes with every pointer move above.
import type { Size } from '../../core/rect.ts';

export interface PaneCanvases {
  readonly kind: 'tokens' | 'picture';
  readonly element: HTMLElement;
  readonly base: HTMLCanvasElement;
  readonly overlay: HTMLCanvasElement;
  /** CSS pixels; 0×0 until it is laid out. */
  size: Size;
}

/** Keeps the canvases as large as their pane, in device pixels. @returns a function that stops it */
export function keepSized(pane: PaneCanvases, onResize: () => void): () => void {
  const observer = new ResizeObserver(([entry]) => {
    if (!entry) return;
    const { width, height } = entry.contentRect;
    const exact = entry.devicePixelContentBoxSize?.[0];
    for (const canvas of [pane.base, pane.overlay]) {
      canvas.width = devicePixels(width, exact?.inlineSize);
      canvas.height = devicePixels(height, exact?.blockSize);
    }
    pane.size = { width, height };
    onResize();
  });
  try {
    observer.observe(pane.element, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(pane.element);
  }
  return () => observer.disconnect();
}

/** The browser's exact count, which rounding can miss by one; an emulated screen's count is of the real one. */
function devicePixels(length: number, exact: number | undefined): number {
  const expected = Math.round(length * window.devicePixelRatio);
  return exact !== undefined && Math.abs(exact - expected) <= 1 ? exact : expected;
}
