// A plane through the codebook's space: which code wins where, and a point on it that can be moved.
import { type KeyboardEvent, type PointerEvent, useCallback, useMemo, useRef } from 'react';
import type { Point } from '../../core/cell-mask.ts';
import { type SlicedCodes, winnersWithin } from '../../core/plane-slice.ts';
import { useDrawing } from '../canvas-events.ts';
import styles from './plane-view.module.css';
import { type CanvasSize, useCanvasSize } from './use-canvas-size.ts';

interface PlaneViewProps {
  readonly codes: SlicedCodes;
  /** K×3 sRGB. */
  readonly colours: Uint8Array;
  /** What is shown: from −reach to reach both ways. */
  readonly reach: number;
  readonly point: Point;
  readonly winner: number;
  readonly onMove: (point: Point) => void;
}

/** Parts each way that the regions are computed in. */
const resolution = 180;
const keyStep = 1 / 40;

export function PlaneView({ codes, colours, reach, point, winner, onMove }: PlaneViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useCanvasSize(canvas);
  const regions = useMemo(() => {
    const view = { x: -reach, y: -reach, width: 2 * reach, height: 2 * reach };
    return winnersWithin(codes, view, resolution, resolution);
  }, [codes, reach]);

  const drawPlane = useCallback(
    (context: CanvasRenderingContext2D) => draw(context, { codes, colours, reach, point, winner, regions, size }),
    [codes, colours, reach, point, winner, regions, size],
  );
  useDrawing(canvas, drawPlane);

  const moveTo = (x: number, y: number) =>
    onMove({ x: Math.max(-reach, Math.min(reach, x)), y: Math.max(-reach, Math.min(reach, y)) });
  const follow = (event: PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    moveTo(
      (((event.clientX - box.left) / box.width) * 2 - 1) * reach,
      (((event.clientY - box.top) / box.height) * 2 - 1) * reach,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = reach * keyStep * (event.shiftKey ? 4 : 1);
    if (event.key === 'ArrowLeft') moveTo(point.x - step, point.y);
    else if (event.key === 'ArrowRight') moveTo(point.x + step, point.y);
    else if (event.key === 'ArrowUp') moveTo(point.x, point.y - step);
    else if (event.key === 'ArrowDown') moveTo(point.x, point.y + step);
    else if (event.key === 'Home') moveTo(0, 0);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it takes keys and pointers itself
    <canvas
      ref={canvas}
      role="application"
      aria-roledescription="plane through the codes"
      aria-label={`z_e among the codes; code ${winner} wins here. Arrow keys move z_e, with Shift farther, Home brings it back.`}
      tabIndex={0}
      className={styles.plane}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={(event) => event.buttons > 0 && follow(event)}
      onKeyDown={onKeyDown}
    />
  );
}

interface Drawing extends Omit<PlaneViewProps, 'onMove'> {
  readonly regions: Int32Array;
  readonly size: CanvasSize;
}

function draw(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { codes, colours, reach, point, winner, regions, size } = drawing;
  const { canvas } = context;
  canvas.width = Math.round(size.width * size.ratio);
  canvas.height = Math.round(size.height * size.ratio);
  context.scale(size.ratio, size.ratio);
  context.imageSmoothingEnabled = true;
  context.drawImage(regionPicture(regions, colours, winner), 0, 0, size.width, size.height);

  const toX = (x: number) => ((x / reach + 1) / 2) * size.width;
  const toY = (y: number) => ((y / reach + 1) / 2) * size.height;
  const present = new Set(regions);
  for (let code = 0; code < codes.x.length; code++) {
    const x = toX(codes.x[code]!);
    const y = toY(codes.y[code]!);
    if (!present.has(code) || x < 0 || y < 0 || x > size.width || y > size.height) continue;
    const near = 1 / (1 + (3 * codes.heights[code]!) / (reach * reach));
    marker(context, x, y, { alpha: 0.25 + 0.75 * near, half: code === winner ? 6 : 4 });
  }
  const at = { x: toX(point.x), y: toY(point.y) };
  context.globalAlpha = 1;
  line(context, at, { x: toX(codes.x[winner]!), y: toY(codes.y[winner]!) });
  cross(context, { x: toX(0), y: toY(0) }, 5, 0.6);
  cross(context, at, 9, 1);
}

/** Each region in its code's colour, the winner's lighter, borders dark. */
function regionPicture(regions: Int32Array, colours: Uint8Array, winner: number): OffscreenCanvas {
  const image = new ImageData(resolution, resolution);
  for (let i = 0; i < regions.length; i++) {
    const code = regions[i]!;
    const x = i % resolution;
    const border = (x > 0 && regions[i - 1] !== code) || (i >= resolution && regions[i - resolution] !== code);
    const light = code === winner ? 0.35 : 0;
    for (let channel = 0; channel < 3; channel++) {
      const value = colours[3 * code + channel]!;
      image.data[4 * i + channel] = border ? value * 0.45 : value + (255 - value) * light;
    }
    image.data[4 * i + 3] = 255;
  }
  const canvas = new OffscreenCanvas(resolution, resolution);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

function marker(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  { alpha, half }: { readonly alpha: number; readonly half: number },
): void {
  context.globalAlpha = alpha;
  context.fillStyle = '#ffffff';
  context.fillRect(x - half, y - half, 2 * half, 2 * half);
  context.strokeStyle = '#10201e';
  context.lineWidth = 1.5;
  context.strokeRect(x - half, y - half, 2 * half, 2 * half);
}

function line(context: CanvasRenderingContext2D, from: Point, to: Point): void {
  for (const [colour, width] of [
    ['#10201e', 3.5],
    ['#ffffff', 1.5],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
}

function cross(context: CanvasRenderingContext2D, { x, y }: Point, half: number, alpha: number): void {
  context.globalAlpha = alpha;
  for (const [colour, width] of [
    ['#10201e', 5],
    ['#ffffff', 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - half, y - half);
    context.lineTo(x + half, y + half);
    context.moveTo(x + half, y - half);
    context.lineTo(x - half, y + half);
    context.stroke();
  }
  context.globalAlpha = 1;
}
