// How many tiles fit side by side in an element.
import { type RefObject, useLayoutEffect, useState } from 'react';

export interface Columns {
  readonly count: number;
  /** Pixels from one tile to the next. */
  readonly pitch: number;
  /** False until the element has been measured. */
  readonly measured: boolean;
}

/** @param ideal the pitch to come close to; tiles are stretched so that the row is full */
export function useColumns(element: RefObject<HTMLElement | null>, ideal: number): Columns {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element.current);
    setWidth(element.current.clientWidth);
    return () => observer.disconnect();
  }, [element]);
  const count = Math.max(1, Math.floor(width / ideal));
  return { count, pitch: width > 0 ? width / count : ideal, measured: width > 0 };
}
