// Two levels on a real store with undo: what is painted on which, and one history for both.
import { beforeEach, expect, test } from 'vitest';
import { maskCells, maskFromCells } from '../core/cell-mask.ts';
import { createGrid } from '../core/token-grid.ts';
import { editingOnLevels, playedContext } from './played-context.ts';
import { decodedGrids, visibleGrid, visibleGrids } from './selectors.ts';
import type { DocumentLevel } from './state.ts';
import { createUndoableStore } from './undoable-store.ts';

/** 5×3 finest cells: the coarser grid reaches over the edge. */
const own = [createGrid({ width: 3, height: 2 }, 100), createGrid({ width: 5, height: 3 }, 200)];
const levels: readonly DocumentLevel[] = [
  { name: 'top', codebookSize: 512, downsample: 16, meanCode: 11, own: own[0]! },
  { name: 'bottom', codebookSize: 512, downsample: 8, meanCode: 22, own: own[1]! },
];

function open() {
  const store = createUndoableStore();
  store.setState({
    document: { id: 'd', name: 'd', packId: 'p', levels, photo: null, provisional: false },
    grids: own,
    foreground: 7,
    brush: { shape: 'square', size: 1 },
  });
  store.temporal.getState().clear();
  // The codes in hand are another part's: packs.test.ts.
  const followed: number[] = [];
  const { levels: hands, editing } = editingOnLevels(playedContext({ store }), (level) => followed.push(level));
  return { store, editing, followed, ...hands };
}

let app = open();
beforeEach(() => {
  app = open();
});

const now = () => app.store.getState();
const tokens = () => visibleGrids(now()).map((grid) => [...grid.tokens]);
const steps = () => app.store.temporal.getState().pastStates.length;

function paint(x: number, y: number): void {
  app.editing.beginGesture({ x: x + 0.5, y: y + 0.5 });
  app.editing.endGesture();
}

function expected(top: Record<number, number>, bottom: Record<number, number>): number[][] {
  return [top, bottom].map((painted, level) => Array.from(own[level]!.tokens, (token, i) => painted[i] ?? token));
}

test('a stroke changes the level in hand alone', () => {
  paint(1, 1);
  app.takeLevel(1);
  paint(4, 2);
  expect(tokens()).toEqual(expected({ 4: 7 }, { 14: 7 }));
  expect(steps()).toBe(2);
});

test('undo and redo go through both levels, and take the step’s own level in hand', () => {
  paint(1, 1);
  app.takeLevel(1);
  paint(4, 2);
  paint(0, 0);
  app.editing.undo();
  app.editing.undo();
  expect([tokens(), now().level]).toEqual([expected({ 4: 7 }, {}), 1]);
  app.editing.undo();
  expect([tokens(), now().level]).toEqual([expected({}, {}), 0]);
  expect(app.followed.at(-1)).toBe(0);
  // In hand meanwhile is the other one.
  app.takeLevel(1);
  app.editing.redo();
  expect([tokens(), now().level]).toEqual([expected({ 4: 7 }, {}), 0]);
  app.editing.redo();
  expect([tokens(), now().level]).toEqual([expected({ 4: 7 }, { 14: 7 }), 1]);
  app.editing.redo();
  expect(tokens()).toEqual(expected({ 4: 7 }, { 0: 7, 14: 7 }));
});

test('taking another level in hand is no step, and sets down what is floating', () => {
  app.store.setState({ selection: maskFromCells([0], own[0]!), background: 9 });
  app.store.temporal.getState().clear();
  app.editing.nudge(1, 0);
  app.takeLevel(1);
  expect(steps()).toBe(1);
  expect(now().floating).toBe(null);
  expect(tokens()).toEqual(expected({ 0: 9 }, {}));
  app.editing.undo();
  expect([tokens(), now().level]).toEqual([expected({}, {}), 0]);
});

test('selection and cursor stay in their place, in the other level’s cells', () => {
  app.store.setState({ selection: maskFromCells([0, 5], own[0]!), cursor: 5 });
  app.takeLevel(1);
  expect(maskCells(now().selection!)).toEqual([0, 1, 5, 6, 14]);
  expect(now().cursor).toBe(14);
  app.takeLevel(0);
  expect(maskCells(now().selection!)).toEqual([0, 5]);
  expect(now().cursor).toBe(5);
});

test('reset is of the level in hand, whatever is selected, and one step', () => {
  paint(0, 0);
  app.takeLevel(1);
  paint(0, 0);
  paint(3, 0);
  app.store.setState({ selection: maskFromCells([3], own[1]!) });
  const before = steps();
  app.editing.restoreOwn('level');
  expect(tokens()).toEqual(expected({ 0: 7 }, {}));
  expect(steps()).toBe(before + 1);
});

test('alone, all other levels are decoded as their mean code; no grid changes', () => {
  paint(2, 1);
  app.showAlone(true);
  expect(decodedGrids(now()).map((grid) => [...grid.tokens])).toEqual([
    [100, 100, 100, 100, 100, 7],
    Array(15).fill(22),
  ]);
  app.takeLevel(1);
  expect(decodedGrids(now()).map(({ tokens: [first] }) => first)).toEqual([11, 200]);
  expect(tokens()).toEqual(expected({ 5: 7 }, {}));
  app.showAlone(false);
  expect(decodedGrids(now())).toBe(now().grids);
});

test('while a stroke goes on, it is part of what all levels show', () => {
  app.takeLevel(1);
  app.editing.beginGesture({ x: 0.5, y: 0.5 });
  expect(visibleGrids(now())[1]).toBe(visibleGrid(now()));
  expect(visibleGrids(now())).toBe(visibleGrids(now()));
  expect(now().grids).toBe(own);
});
