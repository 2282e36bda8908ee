import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clampViewport, fitViewport, imageToScreen, screenToImage, zoomAround } from './viewport.ts';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const point = fc.record({ x: number(-3000, 3000), y: number(-3000, 3000) });
const viewport = fc.record({ scale: number(0.05, 64), x: number(-1e5, 1e5), y: number(-1e5, 1e5) });
const size = fc.record({ width: fc.integer({ min: 1, max: 4000 }), height: fc.integer({ min: 1, max: 4000 }) });

describe('fitting', () => {
  test('shows the whole image in the middle, with the padding on its tight side', () => {
    expect(fitViewport({ width: 200, height: 100 }, { width: 420, height: 300 }, 10)).toEqual({
      scale: 2,
      x: 10,
      y: 50,
    });
  });

  test('enlarges small images and survives a pane without room', () => {
    expect(fitViewport({ width: 8, height: 8 }, { width: 80, height: 100 }, 0).scale).toBe(10);
    expect(fitViewport({ width: 100, height: 100 }, { width: 0, height: 0 }, 16).scale).toBeGreaterThan(0);
  });

  test('is never moved by the clamp', () => {
    fc.assert(
      fc.property(size, size, (image, pane) => {
        const fitted = fitViewport(image, pane, 0);
        const clamped = clampViewport(fitted, image, pane);
        expect(clamped.x).toBeCloseTo(fitted.x, 6);
        expect(clamped.y).toBeCloseTo(fitted.y, 6);
      }),
    );
  });
});

describe('zooming', () => {
  test('keeps the image point under the pointer', () => {
    fc.assert(
      fc.property(viewport, point, number(0.1, 10), (before, pointer, factor) => {
        const after = zoomAround(before, pointer, factor, { min: 0.05, max: 64 });
        const held = imageToScreen(after, screenToImage(before, pointer));
        expect(held.x).toBeCloseTo(pointer.x, 5);
        expect(held.y).toBeCloseTo(pointer.y, 5);
        expect(after.scale).toBeGreaterThanOrEqual(0.05);
        expect(after.scale).toBeLessThanOrEqual(64);
      }),
    );
  });

  test('at the limit changes nothing', () => {
    const before = { scale: 8, x: -30, y: 12 };
    expect(zoomAround(before, { x: 5, y: 5 }, 2, { min: 1, max: 8 })).toEqual(before);
  });
});

test('screen and image coordinates are inverses', () => {
  expect(imageToScreen({ scale: 2, x: 10, y: -4 }, { x: 3, y: 5 })).toEqual({ x: 16, y: 6 });
  fc.assert(
    fc.property(viewport, point, (view, place) => {
      const back = screenToImage(view, imageToScreen(view, place));
      expect(back.x).toBeCloseTo(place.x, 3);
      expect(back.y).toBeCloseTo(place.y, 3);
    }),
  );
});

describe('clamping', () => {
  test('leaves part of the image in the pane wherever it was dragged', () => {
    fc.assert(
      fc.property(viewport, size, size, (view, image, pane) => {
        const clamped = clampViewport(view, image, pane);
        for (const [offset, extent, room] of [
          [clamped.x, image.width * clamped.scale, pane.width],
          [clamped.y, image.height * clamped.scale, pane.height],
        ] as const) {
          const seen = Math.min(room, offset + extent) - Math.max(0, offset);
          const possible = Math.min(extent, room);
          expect(seen).toBeGreaterThanOrEqual(Math.min(possible, Math.max(48, possible / 4)) - 1e-6);
        }
      }),
    );
  });

  test('returns the same viewport where nothing is lost', () => {
    const view = { scale: 1, x: 20, y: 30 };
    expect(clampViewport(view, { width: 100, height: 100 }, { width: 300, height: 200 })).toBe(view);
  });

  test('brings the image back to the nearest border, not to the middle', () => {
    const image = { width: 400, height: 400 };
    const pane = { width: 400, height: 400 };
    expect(clampViewport({ scale: 1, x: 900, y: 0 }, image, pane)).toEqual({ scale: 1, x: 300, y: 0 });
    expect(clampViewport({ scale: 1, x: -900, y: 0 }, image, pane)).toEqual({ scale: 1, x: -300, y: 0 });
  });
});
