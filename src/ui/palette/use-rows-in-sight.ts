// Which rows of one height stand in sight of an element that scrolls.
import { type RefObject, useLayoutEffect, useState } from 'react';

/** Rows made above and below those in sight, so that scrolling meets no gap. */
const spare = 3;
/** Pixels left beside a row that is brought into sight: its outline reaches beyond it. */
const margin = 4;

interface RowsInSight {
  readonly first: number;
  readonly end: number;
}

/** @returns the rows to draw, `end` not included, and what brings a row into sight by the shortest way */
export function useRowsInSight(
  scroller: RefObject<HTMLElement | null>,
  { count, height }: { readonly count: number; readonly height: number },
): readonly [RowsInSight, (row: number) => void] {
  const [range, setRange] = useState<RowsInSight>({ first: 0, end: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const { scrollTop, clientHeight } = element;
      const first = Math.max(0, Math.floor(scrollTop / height) - spare);
      const end = Math.min(count, Math.ceil((scrollTop + clientHeight) / height) + spare);
      setRange((before) => (before.first === first && before.end === end ? before : { first, end }));
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, count, height]);

  const bringIntoSight = (row: number) => {
    const element = scroller.current;
    if (!element) return;
    const top = row * height - margin;
    const bottom = (row + 1) * height + margin;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
  };
  return [range, bringIntoSight];
}
