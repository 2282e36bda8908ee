import { describe, expect, it } from 'vitest';
import { initialState } from '../../store/initial-state.ts';
import type { TesseraState } from '../../store/state.ts';
import { matchShortcut } from './match-shortcut.ts';
import type { DigitZone } from './shortcut.ts';
import { shortcutFor, shortcuts } from './shortcuts.ts';

/** What the binder reads of a KeyboardEvent; Node has none. */
function press(key: string, code: string, ...modifiers: string[]): KeyboardEvent {
  const event: Pick<KeyboardEvent, 'key' | 'code' | 'getModifierState'> = {
    key,
    code,
    getModifierState: (name) => modifiers.includes(name),
  };
  return event as KeyboardEvent;
}

const grid = { width: 1, height: 1, tokens: Int32Array.of(0) };
const mask = { width: 1, height: 1, cells: Uint8Array.of(1) };
const idle: TesseraState = { ...initialState(), grids: [grid] };

function idOf(event: KeyboardEvent, situation: { state?: TesseraState; zone?: DigitZone; navigates?: boolean } = {}) {
  return matchShortcut(shortcuts, event, { state: idle, zone: 'view', navigates: true, ...situation })?.id;
}

describe('the table', () => {
  it('names each shortcut once', () => {
    const ids = shortcuts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('binds a key twice only where zone or situation decide between the two', () => {
    const certain = shortcuts.filter(({ when, zone }) => !when && !zone).flatMap(({ keys }) => keys);
    expect(new Set(certain).size).toBe(certain.length);
  });

  it('gives every tool a key', () => {
    expect(shortcutFor('brush')).toBe('B');
    expect(shortcutFor('select-lasso')).toBe('Q');
    expect(shortcutFor('nothing of ours')).toBeUndefined();
  });
});

describe('digits', () => {
  const withRecents = { ...idle, recentCodes: [12, 13] };

  it('choose the view, and recent codes over token grid and palette', () => {
    const one = press('1', 'Digit1');
    expect(idOf(one, { state: withRecents, zone: 'view' })).toBe('original');
    expect(idOf(one, { state: withRecents, zone: 'recents' })).toBe('plainRecent1');
  });

  it('choose the view everywhere while there are no recent codes', () => {
    expect(idOf(press('2', 'Digit2'), { zone: 'recents' })).toBe('split');
  });

  it('choose recent codes with Shift, whatever that types', () => {
    expect(idOf(press('!', 'Digit1', 'Shift'), { state: withRecents })).toBe('recent1');
  });
});

describe('keys with more than one meaning', () => {
  const floating = { patch: { grid, mask }, at: { x: 0, y: 0 } };

  it('let Escape discard a floating patch before it deselects', () => {
    const key = press('Escape', 'Escape');
    expect(idOf(key, { state: { ...idle, floating, selection: mask } })).toBe('discardFloating');
    expect(idOf(key, { state: { ...idle, selection: mask } })).toBe('selectNone');
    expect(idOf(key)).toBeUndefined();
  });

  it('let arrows move a floating patch, else the cursor', () => {
    const left = press('ArrowLeft', 'ArrowLeft');
    expect(idOf(left, { state: { ...idle, floating } })).toBe('nudgeFloatingLeft');
    expect(idOf(left)).toBe('cursorLeft');
    expect(idOf(left, { navigates: false })).toBeUndefined();
  });

  it('tell Ctrl+X from X', () => {
    expect(idOf(press('x', 'KeyX', 'Control'), { state: { ...idle, selection: mask } })).toBe('cut');
    expect(idOf(press('x', 'KeyX'))).toBe('swapCodes');
  });

  it('leave Ctrl+V to the paste event', () => {
    expect(idOf(press('v', 'KeyV', 'Control'))).toBeUndefined();
  });
});

describe('other keyboards', () => {
  it('find letters by their place where the key prints another script', () => {
    expect(idOf(press('и', 'KeyB'))).toBe('brush');
    expect(idOf(press('я', 'KeyZ', 'Control'))).toBe('undo');
    expect(idOf(press('ü', 'BracketLeft'))).toBe('brushSmaller');
  });

  it('go by what the key prints where that is a letter of ours', () => {
    expect(idOf(press('z', 'KeyY', 'Control'))).toBe('undo');
  });

  it('find the question mark with or without Shift', () => {
    expect(idOf(press('?', 'Slash', 'Shift'))).toBe('shortcuts');
    expect(idOf(press('?', 'Minus'))).toBe('shortcuts');
    expect(idOf(press('+', 'Equal', 'Shift'))).toBe('zoomIn');
  });

  it.each([
    ['German, Windows', press('[', 'Digit8', 'Control', 'Alt', 'AltGraph')],
    ['German, Linux', press('[', 'Digit8', 'AltGraph')],
    ['German, Mac', press('[', 'Digit5', 'Alt')],
    ['French, Linux', press('[', 'Digit5', 'AltGraph')],
    ['French, by place', press('Dead', 'BracketLeft')],
    ['Swedish, by place', press('å', 'BracketLeft')],
  ])('resize the brush by bracket: %s', (_, event) => {
    expect(idOf(event)).toBe('brushSmaller');
  });

  it('resize the brush by the bracket’s place, unless the mark there means something itself', () => {
    expect(idOf(press('$', 'BracketRight'))).toBe('brushLarger');
    expect(idOf(press('+', 'BracketRight'))).toBe('zoomIn');
  });

  it('find keys by their place while an input method takes them', () => {
    expect(idOf(press('Process', 'KeyE'))).toBe('erase');
    expect(idOf(press('Process', 'KeyZ', 'Control'))).toBe('undo');
  });

  it('leave the browser its own: a letter never counts by its place, a mark never with Ctrl alone', () => {
    // A on a French keyboard, where Q lies on a US one; levels, which A is about, there are none.
    expect(idOf(press('a', 'KeyQ'))).toBeUndefined();
    expect(idOf(press(';', 'KeyZ', 'Control'))).toBeUndefined();
    expect(idOf(press('[', 'BracketLeft', 'Control'))).toBeUndefined();
    expect(idOf(press('+', 'Equal', 'Control', 'Shift'))).toBeUndefined();
  });
});
