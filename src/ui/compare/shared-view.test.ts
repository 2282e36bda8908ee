import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moved, type SharedView, zoomedAt } from './shared-view.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const views: fc.Arbitrary<SharedView> = fc.record({
  divider: share,
  zoom: fc.double({ min: 1, max: 8, noNaN: true }),
  x: share,
  y: share,
});

/** Where a place of the picture is seen. */
const seen = ({ zoom, x }: SharedView, place: number) => x + zoom * (place - x);

test('what lies under the pointer stays there while one zooms in', () => {
  fc.assert(
    fc.property(views, share, share, fc.double({ min: 1.01, max: 4, noNaN: true }), (view, x, y, factor) => {
      const next = zoomedAt(view, { x, y }, factor);
      const place = view.x + (x - view.x) / view.zoom;
      if (next.zoom > 1.05) expect(seen(next, place)).toBeCloseTo(x, 5);
    }),
  );
});

test('the picture always fills its frame, and zooms between 1 and 8', () => {
  fc.assert(
    fc.property(views, share, fc.double({ min: 0.1, max: 10, noNaN: true }), (view, at, factor) => {
      const next = zoomedAt(view, { x: at, y: at }, factor);
      expect(next.zoom).toBeGreaterThanOrEqual(1);
      expect(next.zoom).toBeLessThanOrEqual(8);
      expect(seen(next, 0)).toBeLessThanOrEqual(1e-9);
      expect(seen(next, 1)).toBeGreaterThanOrEqual(1 - 1e-9);
    }),
  );
});

test('dragging moves the divider, and once zoomed the picture by as much as the pointer', () => {
  const whole = { divider: 0.5, zoom: 1, x: 0.5, y: 0.5 };
  expect(moved(whole, 0.2, 0.1)).toEqual({ ...whole, divider: 0.7 });
  expect(moved(whole, 0.9, 0)).toMatchObject({ divider: 1 });
  const near = { ...whole, zoom: 4 };
  const dragged = moved(near, 0.1, 0);
  expect(seen(dragged, 0.5) - seen(near, 0.5)).toBeCloseTo(0.1);
  expect(dragged.divider).toBe(0.5);
});
