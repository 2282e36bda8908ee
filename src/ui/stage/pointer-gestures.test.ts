import { describe, expect, it } from 'vitest';
import { PointerGestures, type PointerSample } from './pointer-gestures.ts';

function recorder(wantsPan = false) {
  const calls: string[] = [];
  const gestures = new PointerGestures({
    wantsPan: () => wantsPan,
    begin: ({ x, y }) => calls.push(`begin ${x},${y}`),
    move: (places) => calls.push(`move ${places.map(({ x, y }) => `${x},${y}`).join(' ')}`),
    end: () => calls.push('end'),
    cancel: () => calls.push('cancel'),
    pan: (dx, dy) => calls.push(`pan ${dx},${dy}`),
    zoom: (centre, factor) => calls.push(`zoom ${centre.x},${centre.y} ${factor}`),
    pick: ({ x, y }) => calls.push(`pick ${x},${y}`),
  });
  return { calls, gestures };
}

const mouse: PointerSample = { id: 1, kind: 'mouse', button: 0, time: 0, x: 10, y: 10 };
const finger: PointerSample = { id: 1, kind: 'touch', button: 0, time: 0, x: 10, y: 10 };
const secondFinger: PointerSample = { id: 2, kind: 'touch', button: 0, time: 100, x: 110, y: 10 };

describe('one pointer', () => {
  it('draws a stroke with every coalesced place', () => {
    const { calls, gestures } = recorder();
    gestures.down(mouse);
    gestures.move(1, [
      { x: 11, y: 10 },
      { x: 13, y: 12 },
    ]);
    gestures.up(1);
    gestures.lost(1);
    expect(calls).toEqual(['begin 10,10', 'move 11,10 13,12', 'end']);
  });

  it('pans where panning is wanted', () => {
    const { calls, gestures } = recorder(true);
    gestures.down(mouse);
    gestures.move(1, [{ x: 15, y: 8 }]);
    gestures.up(1);
    expect(calls).toEqual(['pan 5,-2']);
  });

  it('pans with the middle button, and picks where that did not move', () => {
    const { calls, gestures } = recorder();
    gestures.down({ ...mouse, button: 1 });
    gestures.move(1, [{ x: 40, y: 10 }]);
    gestures.up(1);
    gestures.down({ ...mouse, button: 1 });
    gestures.up(1);
    expect(calls).toEqual(['pan 30,0', 'pick 10,10']);
  });

  it('does nothing with the secondary button', () => {
    const { calls, gestures } = recorder();
    gestures.down({ ...mouse, button: 2 });
    gestures.move(1, [{ x: 40, y: 10 }]);
    gestures.up(1);
    expect(calls).toEqual([]);
    expect(gestures.phase).toBe('idle');
  });

  it('takes back a stroke whose pointer is lost, and ignores what follows', () => {
    const { calls, gestures } = recorder();
    gestures.down(mouse);
    gestures.lost(1);
    gestures.move(1, [{ x: 40, y: 10 }]);
    gestures.up(1);
    expect(calls).toEqual(['begin 10,10', 'cancel']);
  });
});

describe('two fingers', () => {
  it('cancel a stroke that has only just begun, then pan and zoom', () => {
    const { calls, gestures } = recorder();
    gestures.down(finger);
    gestures.down(secondFinger);
    gestures.move(2, [{ x: 210, y: 10 }]);
    gestures.up(2);
    gestures.up(1);
    expect(calls).toEqual(['begin 10,10', 'cancel', 'pan 50,0', 'zoom 110,10 2']);
  });

  it('keep a stroke that was well under way', () => {
    const { calls, gestures } = recorder();
    gestures.down(finger);
    gestures.move(1, [{ x: 90, y: 10 }]);
    gestures.down({ ...secondFinger, time: 900 });
    expect(calls.slice(2)).toEqual(['end']);
    expect(gestures.phase).toBe('pinch');
  });

  it('let the one that stays pan and never paint', () => {
    const { calls, gestures } = recorder();
    gestures.down(finger);
    gestures.down(secondFinger);
    gestures.up(1);
    gestures.move(2, [{ x: 120, y: 15 }]);
    gestures.up(2);
    expect(calls).toEqual(['begin 10,10', 'cancel', 'pan 10,5']);
    expect(gestures.phase).toBe('idle');
  });

  it('leave a third one without effect', () => {
    const { calls, gestures } = recorder();
    gestures.down(finger);
    gestures.down(secondFinger);
    gestures.down({ ...secondFinger, id: 3 });
    gestures.move(3, [{ x: 0, y: 0 }]);
    expect(calls).toEqual(['begin 10,10', 'cancel']);
  });

  it('are not a mouse and a finger', () => {
    const { calls, gestures } = recorder();
    gestures.down(mouse);
    gestures.down(secondFinger);
    gestures.move(2, [{ x: 0, y: 0 }]);
    expect(calls).toEqual(['begin 10,10']);
  });
});
