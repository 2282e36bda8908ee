import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CropHandle, type CropLimits, clampCrop, moveCrop, resizeCrop } from './crop-rect.ts';
import type { Rect } from './rect.ts';

const source = { width: 400, height: 300 };
const free: CropLimits = { source, minSide: 20 };
const squareOnly: CropLimits = { ...free, aspect: 1 };

const place = fc.integer({ min: -900, max: 900 });
const anyRect = fc.record({ x: place, y: place, width: place, height: place });
const handle = fc.constantFrom<CropHandle>('n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw');
const limits = fc.oneof(
  fc.constant(free),
  fc.double({ min: 0.3, max: 3, noNaN: true }).map((aspect) => ({ ...free, aspect })),
);

function expectWithin(rect: Rect, { aspect, minSide }: CropLimits): void {
  for (const value of Object.values(rect)) expect(Number.isInteger(value)).toBe(true);
  expect(rect.x).toBeGreaterThanOrEqual(0);
  expect(rect.y).toBeGreaterThanOrEqual(0);
  expect(rect.x + rect.width).toBeLessThanOrEqual(source.width);
  expect(rect.y + rect.height).toBeLessThanOrEqual(source.height);
  expect(Math.min(rect.width, rect.height)).toBeGreaterThanOrEqual(aspect === undefined ? minSide : 1);
}

describe('clamping', () => {
  test('leaves a rectangle within the limits as it is', () => {
    const rect = { x: 10, y: 20, width: 100, height: 50 };
    expect(clampCrop(rect, free)).toEqual(rect);
  });

  test('moves a rectangle into the source before it shrinks it', () => {
    expect(clampCrop({ x: 350, y: -10, width: 100, height: 50 }, free)).toEqual({
      x: 300,
      y: 0,
      width: 100,
      height: 50,
    });
    expect(clampCrop({ x: 0, y: 0, width: 999, height: 999 }, free)).toEqual({ x: 0, y: 0, width: 400, height: 300 });
  });

  test('gives any rectangle at all a place, and twice is once', () => {
    fc.assert(
      fc.property(anyRect, limits, (rect, limit) => {
        const clamped = clampCrop(rect, limit);
        expectWithin(clamped, limit);
        if (limit.aspect === undefined) expect(clampCrop(clamped, limit)).toEqual(clamped);
        else
          expect(Math.abs(clamped.width - clamped.height * limit.aspect)).toBeLessThanOrEqual(
            0.5 + limit.aspect / 2 + 1e-6,
          );
      }),
    );
  });

  test('a source smaller than the least side is taken whole', () => {
    const small: CropLimits = { source: { width: 12, height: 300 }, minSide: 20 };
    expect(clampCrop({ x: 3, y: 3, width: 5, height: 100 }, small)).toEqual({ x: 0, y: 3, width: 12, height: 100 });
  });
});

describe('moving', () => {
  test('keeps the size and stops at the borders', () => {
    const rect = { x: 100, y: 100, width: 50, height: 60 };
    expect(moveCrop(rect, 7, -9, source)).toEqual({ ...rect, x: 107, y: 91 });
    expect(moveCrop(rect, 1e4, -1e4, source)).toEqual({ ...rect, x: 350, y: 0 });
  });
});

describe('resizing', () => {
  const rect = { x: 100, y: 100, width: 100, height: 100 };

  test('moves the dragged side or corner only', () => {
    expect(resizeCrop(rect, 'se', 20, 30, free)).toEqual({ x: 100, y: 100, width: 120, height: 130 });
    expect(resizeCrop(rect, 'nw', 20, 30, free)).toEqual({ x: 120, y: 130, width: 80, height: 70 });
    expect(resizeCrop(rect, 'w', -40, 999, free)).toEqual({ x: 60, y: 100, width: 140, height: 100 });
  });

  test('stops at the borders and at the least size', () => {
    expect(resizeCrop(rect, 'se', 1e4, -1e4, free)).toEqual({ x: 100, y: 100, width: 300, height: 20 });
    expect(resizeCrop(rect, 'nw', -1e4, 1e4, free)).toEqual({ x: 0, y: 180, width: 200, height: 20 });
  });

  test('keeps an aspect ratio: corners from the opposite corner, sides about the middle', () => {
    expect(resizeCrop(rect, 'se', 50, 10, squareOnly)).toEqual({ x: 100, y: 100, width: 150, height: 150 });
    expect(resizeCrop(rect, 'nw', -50, -10, squareOnly)).toEqual({ x: 50, y: 50, width: 150, height: 150 });
    expect(resizeCrop(rect, 'e', 40, 0, squareOnly)).toEqual({ x: 100, y: 80, width: 140, height: 140 });
    expect(resizeCrop(rect, 's', 0, 1e4, squareOnly)).toEqual({ x: 50, y: 100, width: 200, height: 200 });
  });

  test('never leaves the source, and what is opposite to a corner stays', () => {
    const start = fc.record({
      x: fc.integer({ min: 0, max: 200 }),
      y: fc.integer({ min: 0, max: 200 }),
      width: fc.integer({ min: 20, max: 200 }),
      height: fc.integer({ min: 20, max: 100 }),
    });
    fc.assert(
      fc.property(start, handle, place, place, limits, (before, grip, dx, dy, limit) => {
        const after = resizeCrop(before, grip, dx, dy, limit);
        expectWithin(after, limit);
        if (grip.includes('e')) expect(after.x).toBe(before.x);
        if (grip.includes('w')) expect(after.x + after.width).toBe(before.x + before.width);
        if (grip.includes('s')) expect(after.y).toBe(before.y);
        if (grip.includes('n')) expect(after.y + after.height).toBe(before.y + before.height);
      }),
    );
  });
});
