// Whether the two panes lie one above the other: whichever way shows the picture larger.
import { type RefObject, useEffect, useState } from 'react';
import type { Size } from '../../core/rect.ts';
import { useTesseraState } from '../tessera-context.ts';
import { imageSize } from './image-size.ts';
import { panesStack } from './pane-geometry.ts';

export function usePanesStack(stageRef: RefObject<HTMLElement | null>): boolean {
  const [stage, setStage] = useState<Size | null>(null);
  const imageAspect = useTesseraState((state) => {
    const image = imageSize(state);
    return image && image.width / image.height;
  });
  useEffect(() => {
    const element = stageRef.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setStage(entry.contentRect));
    observer.observe(element);
    return () => observer.disconnect();
  }, [stageRef]);
  return stage !== null && imageAspect !== null && panesStack(stage, { width: imageAspect, height: 1 });
}
