// The crop box itself, laid over the picture: drag it, pull its handles, or use the arrow keys.
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { type CropHandle, type CropLimits, moveCrop, resizeCrop } from '../../core/crop-rect.ts';
import type { Rect } from '../../core/rect.ts';
import styles from './crop-box.module.css';

interface CropBoxProps {
  /** In source pixels. */
  readonly box: Rect;
  readonly limits: CropLimits;
  readonly onChange: (box: Rect) => void;
}

interface Drag {
  readonly start: Rect;
  readonly x: number;
  readonly y: number;
  /** Source pixels a screen pixel. */
  readonly scale: number;
}

export function CropBox({ box, limits, onChange }: CropBoxProps) {
  const { source } = limits;
  const frame = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);

  const change = (start: Rect, handle: CropHandle | null, dx: number, dy: number) =>
    onChange(handle ? resizeCrop(start, handle, dx, dy, limits) : moveCrop(start, dx, dy, source));

  const handlersFor = (handle: CropHandle | null) => ({
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (!frame.current || event.button !== 0) return;
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      const scale = source.width / frame.current.getBoundingClientRect().width;
      drag.current = { start: box, x: event.clientX, y: event.clientY, scale };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      const from = drag.current;
      if (!from || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
      change(from.start, handle, (event.clientX - from.x) * from.scale, (event.clientY - from.y) * from.scale);
    },
    onPointerUp() {
      drag.current = null;
    },
    onPointerCancel() {
      drag.current = null;
    },
    onKeyDown(event: KeyboardEvent) {
      const direction = arrows[event.key];
      if (!direction) return;
      event.preventDefault();
      event.stopPropagation();
      const step = Math.max(1, Math.round(Math.max(source.width, source.height) / (event.shiftKey ? 20 : 200)));
      change(box, handle, direction.x * step, direction.y * step);
    },
  });

  const percent = (value: number, whole: number) => `${(100 * value) / whole}%`;
  const place = {
    left: percent(box.x, source.width),
    top: percent(box.y, source.height),
    width: percent(box.width, source.width),
    height: percent(box.height, source.height),
  };
  return (
    <div ref={frame} className={styles.frame}>
      <div className={styles.shade}>
        <div className={styles.light} style={place} />
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a box that is dragged two ways has no element of its own */}
      <div
        className={styles.box}
        role="group"
        aria-label={`Crop, ${Math.round(box.width)} by ${Math.round(box.height)} pixels; arrow keys move it`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard moves it
        tabIndex={0}
        style={place}
        {...handlersFor(null)}
      >
        <span className={styles.thirds} />
        {handles.map(({ handle, name, x, y, cursor }) => (
          <button
            key={handle}
            type="button"
            className={styles.handle}
            style={{ left: `${x}%`, top: `${y}%`, cursor }}
            aria-label={`Pull the ${name} of the crop`}
            {...handlersFor(handle)}
          />
        ))}
      </div>
    </div>
  );
}

const arrows: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

const handles: readonly {
  readonly handle: CropHandle;
  readonly name: string;
  /** Where on the box, in percent. */
  readonly x: number;
  readonly y: number;
  readonly cursor: string;
}[] = [
  { handle: 'nw', name: 'top left corner', x: 0, y: 0, cursor: 'nwse-resize' },
  { handle: 'n', name: 'top edge', x: 50, y: 0, cursor: 'ns-resize' },
  { handle: 'ne', name: 'top right corner', x: 100, y: 0, cursor: 'nesw-resize' },
  { handle: 'e', name: 'right edge', x: 100, y: 50, cursor: 'ew-resize' },
  { handle: 'se', name: 'bottom right corner', x: 100, y: 100, cursor: 'nwse-resize' },
  { handle: 's', name: 'bottom edge', x: 50, y: 100, cursor: 'ns-resize' },
  { handle: 'sw', name: 'bottom left corner', x: 0, y: 100, cursor: 'nesw-resize' },
  { handle: 'w', name: 'left edge', x: 0, y: 50, cursor: 'ew-resize' },
];
