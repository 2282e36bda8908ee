import { describe, expect, it } from 'vitest';
import { Hands, PointerGestures, type PointerSample } from './pointer-gestures.ts';

function recorder(wantsPan = false, hands = new Hands()) {
  const calls: string[] = [];
  const gestures = new PointerGestures(
    {
      wantsPan: () => wantsPan,
      begin: ({ x, y }) => calls.push(`begin ${x},${y}`),
      move: (places) => calls.push(`move ${places.map(({ x, y }) => `${x},${y}`).join(' ')}`),
      end: () => calls.push('end'),
      cancel: () => calls.push('cancel'),
      pan: (dx, dy) => calls.push(`pan ${dx},${dy}`),
      zoom: (centre, factor) => calls.push(`zoom ${centre.x},${centre.y} ${factor}`),
      pick: ({ x, y }) => calls.push(`pick ${x},${y}`),
    },
    hands,
  );
  return { calls, gestures };
}

const mouse: PointerSample = { id: 1, kind: 'mouse', button: 0, time: 0, x: 10, y: 10 };
const finger: PointerSample = { id: 1, kind: 'touch', button: 0, time: 0, x: 10, y: 10 };
const pen: PointerSample = { id: 9, kind: 'pen', button: 0, time: 120, x: 50, y: 50 };
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

describe('a pen', () => {
  it('draws although the palm lies there already: what the palm drew is taken back', () => {
    const { calls, gestures } = recorder();
    gestures.down(finger);
    gestures.down(pen);
    gestures.move(1, [{ x: 14, y: 14 }]);
    gestures.move(9, [{ x: 60, y: 50 }]);
    gestures.lost(1);
    gestures.up(9);
    gestures.up(1);
    expect(calls).toEqual(['begin 10,10', 'cancel', 'begin 50,50', 'move 60,50', 'end']);
    expect(gestures.phase).toBe('idle');
  });

  it('ends a pinch that the hand began', () => {
    const { calls, gestures } = recorder();
    gestures.down(finger);
    gestures.down(secondFinger);
    gestures.down(pen);
    gestures.move(2, [{ x: 0, y: 0 }]);
    gestures.up(9);
    expect(calls).toEqual(['begin 10,10', 'cancel', 'begin 50,50', 'end']);
  });

  it('leaves it to fingers to move the picture, once it is known', () => {
    const { calls, gestures } = recorder();
    gestures.down(pen);
    gestures.up(9);
    gestures.down(finger);
    gestures.move(1, [{ x: 15, y: 8 }]);
    gestures.down(secondFinger);
    gestures.move(2, [{ x: 205, y: 10 }]);
    expect(calls.slice(2).map((call) => call.split(' ')[0])).toEqual(['pan', 'pan', 'zoom']);
  });

  it('takes the stroke from a palm on another pane', () => {
    const hands = new Hands();
    const [other, here] = [recorder(false, hands), recorder(false, hands)];
    other.gestures.down(finger);
    here.gestures.down(pen);
    other.gestures.move(1, [{ x: 90, y: 10 }]);
    here.gestures.up(9);
    expect([other.calls, here.calls]).toEqual([
      ['begin 10,10', 'cancel'],
      ['begin 50,50', 'end'],
    ]);
  });

  it('draws with its other end too, and that end never pans', () => {
    const { calls, gestures } = recorder(true);
    gestures.down({ ...pen, button: 5 });
    gestures.up(9);
    expect(calls).toEqual(['begin 50,50', 'end']);
  });
});

describe('two panes', () => {
  it('are drawn on one at a time', () => {
    const hands = new Hands();
    const [one, other] = [recorder(false, hands), recorder(false, hands)];
    one.gestures.down(finger);
    other.gestures.down(secondFinger);
    other.gestures.move(2, [{ x: 0, y: 0 }]);
    other.gestures.up(2);
    one.gestures.up(1);
    other.gestures.down({ ...finger, id: 3 });
    expect([one.calls, other.calls]).toEqual([['begin 10,10', 'end'], ['begin 10,10']]);
  });

  it('keep what was drawn on the one that goes away', () => {
    const { calls, gestures } = recorder();
    gestures.down(mouse);
    gestures.end();
    gestures.move(1, [{ x: 40, y: 10 }]);
    expect(calls).toEqual(['begin 10,10', 'end']);
  });
});
