// All codes as tiles at their places in two dimensions: zoom with the wheel, two fingers or keys, pick by click.
import { Minus, Plus, Scan } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Point } from '../../core/cell-mask.ts';
import type { RgbaImage } from '../../core/image.ts';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import { screenToImage, type Viewport, zoomAround } from '../../core/viewport.ts';
import { useDrawing } from '../canvas-events.ts';
import { IconButton } from '../controls/button.tsx';
import styles from './codebook-map.module.css';
import { useCanvasSize } from './use-canvas-size.ts';

interface CodebookMapProps {
  /** K×2. */
  readonly points: Float32Array;
  /** How often the photo uses each code. */
  readonly counts: Uint32Array;
  readonly swatches: RgbaImage | null;
  readonly code: number;
  readonly onPick: (code: number) => void;
}

/** Map units across; the codes are laid into them with a margin. */
const side = 100;
const margin = 3;
const zoomStep = 1.5;
const farthest = 40;

export function CodebookMap({ points, counts, swatches, code, onPick }: CodebookMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useCanvasSize(canvas);
  const [view, setView] = useState<Viewport | null>(null);
  const { places, height } = useMemo(() => placesWithin(points), [points]);
  const atlas = useMemo(() => swatches && canvasOf(swatches), [swatches]);
  const pointers = useRef(new Map<number, Point>());
  const moved = useRef(0);

  const fit = Math.min(size.width / side, size.height / height);
  const shown = view ?? { scale: fit, x: (size.width - side * fit) / 2, y: (size.height - height * fit) / 2 };
  const zoom = (factor: number, at: Point = { x: size.width / 2, y: size.height / 2 }) => {
    const next = zoomAround(shown, at, factor, { min: fit, max: fit * farthest });
    setView(next.scale <= fit * 1.001 ? null : next);
  };
  const pan = (dx: number, dy: number) => setView({ ...shown, x: shown.x + dx, y: shown.y + dy });

  useDrawing(canvas, (context) => draw(context, { places, counts, atlas, code, view: shown, size }));

  // React listens to wheels passively: it could not keep the page from scrolling.
  const onWheel = useRef<(event: WheelEvent) => void>(() => undefined);
  onWheel.current = (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * 0.002), localPoint(event, event.currentTarget as Element));
  };
  useEffect(() => {
    const element = canvas.current;
    const listen = (event: WheelEvent) => onWheel.current(event);
    element?.addEventListener('wheel', listen, { passive: false });
    return () => element?.removeEventListener('wheel', listen);
  }, []);

  const onPointerDown = (event: PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    if (pointers.current.size === 0) moved.current = 0;
    pointers.current.set(event.pointerId, localPoint(event, event.currentTarget));
  };
  const onPointerMove = (event: PointerEvent<HTMLCanvasElement>) => {
    const before = pointers.current.get(event.pointerId);
    if (!before) return;
    const now = localPoint(event, event.currentTarget);
    const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId);
    moved.current += Math.hypot(now.x - before.x, now.y - before.y);
    if (other) {
      const [, still] = other;
      const factor =
        Math.hypot(now.x - still.x, now.y - still.y) / Math.max(1, Math.hypot(before.x - still.x, before.y - still.y));
      zoom(factor, still);
    } else if (moved.current > 4) pan(now.x - before.x, now.y - before.y);
    pointers.current.set(event.pointerId, now);
  };
  const onPointerUp = (event: PointerEvent<HTMLCanvasElement>) => {
    const at = pointers.current.get(event.pointerId);
    pointers.current.delete(event.pointerId);
    if (!at || moved.current > 4 || pointers.current.size > 0) return;
    onPick(nearestPlace(places, screenToImage(shown, at)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (direction) onPick(nextPlace(places, code, direction as [number, number]));
    else if (event.key === '+' || event.key === '=') zoom(zoomStep, screenOf(places, code, shown));
    else if (event.key === '-') zoom(1 / zoomStep, screenOf(places, code, shown));
    else if (event.key === '0') setView(null);
    else return;
    event.preventDefault();
  };

  return (
    <div className={styles.map}>
      {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys and pointers itself */}
      <canvas
        ref={canvas}
        role="application"
        aria-roledescription="map of codes"
        aria-label={`Code ${code} is picked. Arrow keys go to the next code that way, plus and minus zoom, 0 fits.`}
        tabIndex={0}
        className={styles.canvas}
        data-zoomed={view !== null}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={(event) => pointers.current.delete(event.pointerId)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.zoom}>
        <IconButton icon={Minus} label="Zoom out" disabled={view === null} onClick={() => zoom(1 / zoomStep)} />
        <IconButton icon={Scan} label="Whole map" disabled={view === null} onClick={() => setView(null)} />
        <IconButton icon={Plus} label="Zoom in" onClick={() => zoom(zoomStep)} />
      </div>
    </div>
  );
}

/** K×2 in map units, the same scale both ways, and how high the map then is. */
function placesWithin(points: Float32Array): { places: Float32Array; height: number } {
  const least = [Infinity, Infinity];
  const most = [-Infinity, -Infinity];
  points.forEach((value, i) => {
    least[i % 2] = Math.min(least[i % 2]!, value);
    most[i % 2] = Math.max(most[i % 2]!, value);
  });
  const scale = (side - 2 * margin) / (most[0]! - least[0]! || 1);
  return {
    places: points.map((value, i) => margin + scale * (value - least[i % 2]!)),
    height: 2 * margin + scale * (most[1]! - least[1]!),
  };
}

function canvasOf({ data, width, height }: RgbaImage): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  // In memory that no graphics process can lose.
  canvas.getContext('2d', { willReadFrequently: true })?.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}

function localPoint(event: { clientX: number; clientY: number }, element: Element): Point {
  const box = element.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

function screenOf(places: Float32Array, code: number, view: Viewport): Point {
  return { x: places[2 * code]! * view.scale + view.x, y: places[2 * code + 1]! * view.scale + view.y };
}

function nearestPlace(places: Float32Array, { x, y }: Point): number {
  let nearest = 0;
  let least = Infinity;
  for (let code = 0; 2 * code < places.length; code++) {
    const distance = (places[2 * code]! - x) ** 2 + (places[2 * code + 1]! - y) ** 2;
    if (distance < least) {
      least = distance;
      nearest = code;
    }
  }
  return nearest;
}

/** The nearest code within 45° of a direction; the same code at the map's edge. */
function nextPlace(places: Float32Array, from: number, [dx, dy]: readonly [number, number]): number {
  let next = from;
  let least = Infinity;
  for (let code = 0; 2 * code < places.length; code++) {
    const x = places[2 * code]! - places[2 * from]!;
    const y = places[2 * code + 1]! - places[2 * from + 1]!;
    const along = x * dx + y * dy;
    const across = Math.abs(x * dy - y * dx);
    if (along <= 0 || across > along) continue;
    const distance = along + 2 * across;
    if (distance < least) {
      least = distance;
      next = code;
    }
  }
  return next;
}

interface Drawing {
  readonly places: Float32Array;
  readonly counts: Uint32Array;
  readonly atlas: OffscreenCanvas | null;
  readonly code: number;
  readonly view: Viewport;
  readonly size: { readonly width: number; readonly height: number; readonly ratio: number };
}

function draw(context: CanvasRenderingContext2D, { places, counts, atlas, code, view, size }: Drawing): void {
  const { canvas } = context;
  const tile = Math.max(3.2, Math.min(44, view.scale * 0.9));
  const source = atlas ? atlas.width / swatchColumns : 0;
  canvas.width = Math.round(size.width * size.ratio);
  canvas.height = Math.round(size.height * size.ratio);
  context.scale(size.ratio, size.ratio);
  context.imageSmoothingEnabled = false;
  const put = (id: number, alpha: number, side: number) => {
    const { x, y } = screenOf(places, id, view);
    if (x < -side || y < -side || x > size.width + side || y > size.height + side) return;
    context.globalAlpha = alpha;
    if (!atlas) context.fillRect(x - side / 2, y - side / 2, side, side);
    else {
      const column = (id % swatchColumns) * source;
      const row = Math.floor(id / swatchColumns) * source;
      context.drawImage(atlas, column, row, source, source, x - side / 2, y - side / 2, side, side);
    }
  };
  for (let id = 0; id < counts.length; id++) if (counts[id] === 0) put(id, 0.22, tile * 0.7);
  for (let id = 0; id < counts.length; id++) if (counts[id]! > 0) put(id, 1, tile);
  put(code, 1, tile * 1.6);
  const { x, y } = screenOf(places, code, view);
  const frame = tile * 1.6;
  for (const [colour, width, grow] of [
    ['#10201e', 4, 2],
    ['#ffffff', 2, 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.strokeRect(x - frame / 2 - grow, y - frame / 2 - grow, frame + 2 * grow, frame + 2 * grow);
  }
}
