// The line between original and reconstruction: dragged, or moved by keys.
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from 'react';
import { useActions, useTesseraStore } from '../tessera-context.ts';
import styles from './divider.module.css';
import { dividerLine, type PaneGeometry, pictureRect } from './pane-geometry.ts';
import { useStageParts } from './stage-context.ts';

const step = 0.01;
const largeStep = 0.1;
/** Room for the handle at the pane's edges, where the line itself may lie outside. */
const edge = 14;

export function Divider() {
  const store = useTesseraStore();
  const actions = useActions();
  const { renderer } = useStageParts();
  const ref = useRef<HTMLDivElement>(null);
  /** How far from the line it was taken hold of, so that it does not jump to the pointer. */
  const grabRef = useRef(0);

  useEffect(
    () =>
      renderer.follow((geometry) => {
        const element = ref.current;
        if (!element) return;
        const { divider } = store.getState().view;
        const percent = Math.round(100 * divider);
        const { y, height } = pictureRect(geometry);
        const line = Math.max(edge, Math.min(geometry.pane.width - edge, dividerLine(geometry, divider)));
        const top = Math.max(0, y);
        const bottom = Math.min(geometry.pane.height, y + height);
        element.style.transform = `translate(${line}px, ${top}px)`;
        element.style.height = `${Math.max(0, bottom - top)}px`;
        element.setAttribute('aria-valuenow', `${percent}`);
        element.setAttribute('aria-valuetext', `${percent} % original`);
      }),
    [renderer, store],
  );

  const moveTo = (divider: number) => actions.setView({ divider: Math.max(0, Math.min(1, divider)) });

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    // The pane beneath must not paint.
    event.stopPropagation();
    if (event.button !== 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    grabRef.current = event.clientX - (box.left + box.width / 2);
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    event.stopPropagation();
    const geometry = renderer.geometry();
    const pane = event.currentTarget.parentElement;
    if (!geometry || !pane || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    moveTo(dividerAt(geometry, event.clientX - grabRef.current - pane.getBoundingClientRect().left));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { divider } = store.getState().view;
    const by = event.shiftKey ? largeStep : step;
    const next = dividerAfterKey(event.key, divider, by);
    if (next === null) return;
    event.preventDefault();
    moveTo(next);
  };

  return (
    <div
      ref={ref}
      className={styles.divider}
      role="slider"
      tabIndex={0}
      aria-label="Divider between original and reconstruction"
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={50}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onDoubleClick={() => moveTo(0.5)}
      onKeyDown={onKeyDown}
    >
      <span className={styles.knob}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M6 4 2 8l4 4M10 4l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.75" />
        </svg>
      </span>
    </div>
  );
}

function dividerAt(geometry: PaneGeometry, x: number): number {
  const picture = pictureRect(geometry);
  return (x - picture.x) / picture.width;
}

/** @returns null for keys that are not the divider's */
function dividerAfterKey(key: string, divider: number, by: number): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return divider - by;
    case 'ArrowRight':
    case 'ArrowUp':
      return divider + by;
    case 'PageDown':
      return divider - largeStep;
    case 'PageUp':
      return divider + largeStep;
    case 'Home':
      return 0;
    case 'End':
      return 1;
    default:
      return null;
  }
}
