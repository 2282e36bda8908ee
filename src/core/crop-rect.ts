// The crop box over a photo: clamping, moving and resizing it, with or without a fixed aspect ratio. In source pixels,
// whole ones; pointer and drawing are the UI's.
import type { Rect, Size } from './rect.ts';

/** What is dragged: a side or corner by compass point, north up. */
export type CropHandle = 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw';

export interface CropLimits {
  readonly source: Size;
  /** Neither side becomes shorter, where the source allows. */
  readonly minSide: number;
  /** Width ÷ height to keep; free if left out. */
  readonly aspect?: number;
}

/** The nearest rectangle within the source that keeps to the limits; an aspect ratio is got by shrinking one side. */
export function clampCrop(rect: Rect, limits: CropLimits): Rect {
  const { source } = limits;
  const { width, height } = allowedSize(rect, source, limits);
  const x = clamp(Math.round(rect.x), 0, source.width - width);
  const y = clamp(Math.round(rect.y), 0, source.height - height);
  return { x, y, width, height };
}

/** The rectangle moved by (dx, dy), its size unchanged, stopped at the borders. */
export function moveCrop(rect: Rect, dx: number, dy: number, source: Size): Rect {
  return {
    ...rect,
    x: clamp(Math.round(rect.x + dx), 0, source.width - rect.width),
    y: clamp(Math.round(rect.y + dy), 0, source.height - rect.height),
  };
}

/**
 * The rectangle (within the source) after its handle was dragged by (dx, dy). The opposite side or corner stays; with an
 * aspect ratio, a dragged side takes the other direction along about its middle.
 */
export function resizeCrop(rect: Rect, handle: CropHandle, dx: number, dy: number, limits: CropLimits): Rect {
  const horizontal = handle.includes('e') ? 1 : handle.includes('w') ? -1 : 0;
  const vertical = handle.includes('s') ? 1 : handle.includes('n') ? -1 : 0;
  const wanted = { width: rect.width + horizontal * dx, height: rect.height + vertical * dy };
  if (limits.aspect !== undefined) {
    // The direction that was dragged leads; at a corner the one that makes the larger rectangle.
    const fromHeight = vertical !== 0 && (horizontal === 0 || wanted.height * limits.aspect > wanted.width);
    if (fromHeight) wanted.width = wanted.height * limits.aspect;
    else wanted.height = wanted.width / limits.aspect;
  }
  const room = {
    width: roomAlong(horizontal, rect.x, rect.width, limits.source.width),
    height: roomAlong(vertical, rect.y, rect.height, limits.source.height),
  };
  const { width, height } = allowedSize(wanted, room, limits);
  const x = anchored(horizontal, rect.x, rect.width, width);
  const y = anchored(vertical, rect.y, rect.height, height);
  return {
    x: clamp(x, 0, limits.source.width - width),
    y: clamp(y, 0, limits.source.height - height),
    width,
    height,
  };
}

/** How long a side may become: up to the border it is dragged to, or all there is where it grows about its middle. */
function roomAlong(direction: -1 | 0 | 1, start: number, length: number, source: number): number {
  if (direction === 0) return source;
  return direction > 0 ? source - start : start + length;
}

function anchored(direction: -1 | 0 | 1, start: number, before: number, after: number): number {
  if (direction === 0) return Math.round(start + (before - after) / 2);
  return direction > 0 ? start : start + before - after;
}

/** Whole pixels within `room`, at least `minSide` where there is room, of the aspect ratio to the nearest pixel. */
function allowedSize(wanted: Size, room: Size, { minSide, aspect }: CropLimits): Size {
  const side = (length: number, most: number) => clamp(Math.round(length), Math.min(minSide, most), most);
  if (aspect === undefined) {
    return { width: side(wanted.width, room.width), height: side(wanted.height, room.height) };
  }
  const width = Math.max(Math.min(wanted.width, wanted.height * aspect), minSide, minSide * aspect);
  const fitted = Math.min(width, room.width, room.height * aspect);
  const whole = (length: number, most: number) => clamp(Math.round(length), 1, most);
  return { width: whole(fitted, room.width), height: whole(fitted / aspect, room.height) };
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value));
}
