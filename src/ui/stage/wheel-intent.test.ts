import { expect, it } from 'vitest';
import { WheelReader, type WheelTurn } from './wheel-intent.ts';

const still = { deltaX: 0, deltaY: 0, deltaMode: 0, ctrlKey: false, shiftKey: false, timeStamp: 0 };

/** What a turn means that comes alone. */
const wheelIntent = (turn: WheelTurn) => new WheelReader().read(turn);

/** What turns mean of which each follows the last within a frame: the zoom and the way panned in all. */
function train(turns: readonly Partial<WheelTurn>[]) {
  const reader = new WheelReader();
  const sum = { factor: 1, dx: 0, dy: 0 };
  turns.forEach((turn, i) => {
    const intent = reader.read({ ...still, timeStamp: 1000 + 16 * i, ...turn });
    if (intent.kind === 'zoom') sum.factor *= intent.factor;
    else {
      sum.dx += intent.dx;
      sum.dy += intent.dy;
    }
  });
  return sum;
}

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

it('zooms by a wheel that turns slowly on macOS, too', () => {
  expect(wheelIntent({ ...still, deltaY: -4.000244140625 }).kind).toBe('zoom');
});

it('follows the small deltas of a trackpad’s pinch more closely, and a quicker one never less', () => {
  const pinch = wheelIntent({ ...still, deltaY: -5, ctrlKey: true });
  expect(pinch).toEqual({ kind: 'zoom', factor: Math.exp(0.05) });
  const factors = [1, 10, 20, 49, 51, 120].map((deltaY) => {
    const intent = wheelIntent({ ...still, deltaY: -deltaY, ctrlKey: true });
    return intent.kind === 'zoom' ? intent.factor : 0;
  });
  expect(factors).toEqual(factors.toSorted((a, b) => a - b));
});

it('never more than doubles in one step', () => {
  expect(wheelIntent({ ...still, deltaY: -9000 })).toEqual({ kind: 'zoom', factor: 2 });
});

it('pans sideways with Shift, whichever axis the browser reports', () => {
  expect(wheelIntent({ ...still, deltaY: 40, shiftKey: true })).toEqual({ kind: 'pan', dx: -40, dy: 0 });
  expect(wheelIntent({ ...still, deltaX: 40, shiftKey: true })).toEqual({ kind: 'pan', dx: -40, dy: 0 });
});

it('pans with two fingers on a trackpad, whichever way they move', () => {
  const swipe = train(Array.from({ length: 60 }, (_, i) => ({ deltaY: -Math.round(40 * Math.exp(-i / 25)) })));
  expect(swipe).toMatchObject({ factor: 1, dx: 0 });
  expect(swipe.dy).toBeGreaterThan(800);
  expect(train([{ deltaX: 4, deltaY: 3 }])).toEqual({ factor: 1, dx: -4, dy: -3 });
  expect(train([{ deltaX: 3, deltaY: -4 }])).toEqual({ factor: 1, dx: -3, dy: 4 });
});

it('goes on panning when a swipe becomes quick, and zooming when a wheel slows down', () => {
  expect(train([{ deltaY: 6 }, { deltaY: 90 }, { deltaY: 130 }])).toEqual({ factor: 1, dx: 0, dy: -226 });
  const wheel = train([{ deltaY: -100 }, { deltaY: -12 }]);
  expect(wheel.dy).toBe(0);
  expect(wheel.factor).toBeCloseTo(Math.exp(0.224), 12);
});

it('takes each train for itself', () => {
  expect(train([{ deltaY: 6 }, { deltaY: 100, timeStamp: 2000 }])).toMatchObject({ dy: -6, factor: Math.exp(-0.2) });
});
