import { expect, it } from 'vitest';
import { wheelIntent } from './wheel-intent.ts';

const still = { deltaX: 0, deltaY: 0, deltaMode: 0, ctrlKey: false, shiftKey: false };

it('zooms in when the wheel turns away, and back by as much', () => {
  const closer = wheelIntent({ ...still, deltaY: -100 });
  const farther = wheelIntent({ ...still, deltaY: 100 });
  if (closer.kind !== 'zoom' || farther.kind !== 'zoom') throw new Error('expected zooms');
  expect(closer.factor).toBeGreaterThan(1.1);
  expect(closer.factor * farther.factor).toBeCloseTo(1, 12);
});

it('counts lines as well as pixels', () => {
  expect(wheelIntent({ ...still, deltaY: 3, deltaMode: 1 })).toEqual(wheelIntent({ ...still, deltaY: 96 }));
});

it('follows the small deltas of a trackpad’s pinch more closely', () => {
  const pinch = wheelIntent({ ...still, deltaY: -5, ctrlKey: true });
  expect(pinch).toEqual({ kind: 'zoom', factor: Math.exp(0.05) });
});

it('never more than doubles in one step', () => {
  expect(wheelIntent({ ...still, deltaY: -9000 })).toEqual({ kind: 'zoom', factor: 2 });
});

it('pans sideways with Shift, whichever axis the browser reports', () => {
  expect(wheelIntent({ ...still, deltaY: 40, shiftKey: true })).toEqual({ kind: 'pan', dx: -40, dy: 0 });
  expect(wheelIntent({ ...still, deltaX: 40, shiftKey: true })).toEqual({ kind: 'pan', dx: -40, dy: 0 });
});

it('pans when a trackpad moves sideways', () => {
  expect(wheelIntent({ ...still, deltaX: 30, deltaY: 4 })).toEqual({ kind: 'pan', dx: -30, dy: 0 });
});
