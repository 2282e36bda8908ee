// Undo steps of what is not on screen: they come back with their picture, and do not fill the memory.
import { expect, test } from 'vitest';
import { createGrid } from '../../core/token-grid.ts';
import { createUndoableStore } from '../undoable-store.ts';
import { StepsOfEditions } from './steps.ts';

const key = (id: string, packId = 'p') => ({ id, packId });

function open(side = 4) {
  const store = createUndoableStore();
  const steps = new StepsOfEditions(store.temporal);
  let shown: ReturnType<typeof key> | null = null;
  const show = (next: ReturnType<typeof key>) => {
    steps.change(shown, next, () => store.setState({ grids: [createGrid({ width: side, height: side })] }));
    shown = next;
    return past();
  };
  const paint = (count: number) => {
    for (let i = 1; i <= count; i++) store.setState({ grids: [createGrid({ width: side, height: side }, i)] });
  };
  const past = () => store.temporal.getState().pastStates.length;
  return { store, steps, show, paint, past };
}

test('each edition of each document has its own steps', () => {
  const { show, paint, store, past } = open();
  expect(show(key('a'))).toBe(0);
  paint(3);
  expect(show(key('b'))).toBe(0);
  paint(2);
  expect(show(key('a', 'q'))).toBe(0);
  expect(show(key('a'))).toBe(3);
  store.temporal.getState().undo();
  expect(show(key('b'))).toBe(2);
  expect(show(key('a'))).toBe(2);
  expect(store.temporal.getState().futureStates).toHaveLength(1);
  expect(past()).toBe(2);
});

test('what can no longer be gone back to has none', () => {
  const { show, paint, steps } = open();
  show(key('a'));
  paint(3);
  show(key('b'));
  paint(2);
  show(key('c'));
  steps.retain(new Set(['b', 'c']));
  expect(show(key('a'))).toBe(0);
  expect(show(key('b'))).toBe(2);
});

test('of many long ones those that were left longest ago are given up', () => {
  // 200 steps of 64 KiB each: 13 MB a picture.
  const { show, paint } = open(128);
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    show(key(id));
    paint(200);
  }
  expect(show(key('f'))).toBe(200);
  expect(show(key('a'))).toBe(0);
  expect(show(key('b'))).toBe(0);
  expect(show(key('g'))).toBe(200);
});
