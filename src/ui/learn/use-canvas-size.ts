// The size that a canvas has on screen, in CSS pixels, and device pixels for each of them.
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { usePixelRatio } from '../canvas-events.ts';

export interface CanvasSize {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

export function useCanvasSize(canvas: RefObject<HTMLCanvasElement | null>): CanvasSize {
  const [size, setSize] = useState({ width: 1, height: 1 });
  const ratio = usePixelRatio();
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize({ width: Math.max(1, width), height: Math.max(1, height) });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [canvas]);
  return useMemo(() => ({ ...size, ratio }), [size, ratio]);
}
