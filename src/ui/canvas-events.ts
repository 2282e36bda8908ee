// When canvases must be drawn again, besides their own news: the browser's graphics process has died and taken their pixels
// with it, or the window has gone to a screen of another pixel ratio.
import { type RefObject, useEffect, useSyncExternalStore } from 'react';

/** @returns a function that ends it */
export function onPixelRatio(listener: () => void): () => void {
  let query: MediaQueryList;
  const follow = () => {
    query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener('change', hear, { once: true });
  };
  const hear = () => {
    follow();
    listener();
  };
  follow();
  return () => query.removeEventListener('change', hear);
}

/** Device pixels of a CSS pixel; follows the window from screen to screen. */
export function usePixelRatio(): number {
  return useSyncExternalStore(onPixelRatio, () => window.devicePixelRatio);
}

/** Draws on a canvas: whenever `draw` is another one, and when the canvas has lost what was drawn. */
export function useDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  draw: (context: CanvasRenderingContext2D) => void,
): void {
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const again = () => draw(context);
    again();
    context.canvas.addEventListener('contextrestored', again);
    return () => context.canvas.removeEventListener('contextrestored', again);
  }, [canvas, draw]);
}
