import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { initialState } from '../store/initial-state.ts';
import type { PriorRun } from '../store/prior/prior-state.ts';
import type { TesseraState } from '../store/state.ts';
import { createSurfaces } from '../store/surfaces.ts';
import { PictureWait } from './picture-wait.ts';

const grid = (token: number) => ({ width: 1, height: 1, tokens: Int32Array.of(token) });

interface Start {
  readonly decoder?: number | null;
  readonly run?: PriorRun;
}

function setUp({ decoder = 5, run }: Start = {}) {
  const initial = initialState();
  const store = createStore<TesseraState>(() => ({
    ...initial,
    grids: [grid(0)],
    prior: { ...initial.prior, run: run ?? null },
    engine: { ...initial.engine, phase: 'ready', timings: { encoder: null, quantizer: null, decoder } },
  }));
  const surfaces = createSurfaces();
  surfaces.reconstruction.clear({ width: 1, height: 1 });
  const wait = new PictureWait(store, surfaces);
  const told: [number, number][] = [];
  const end = wait.calm(store).subscribe((state, before) => {
    told.push([state.grids[0]!.tokens[0]!, before.grids[0]!.tokens[0]!]);
  });
  const edit = (token: number) => store.setState({ grids: [grid(token)] });
  const draw = () =>
    surfaces.reconstruction.write(
      { x: 0, y: 0, width: 1, height: 1 },
      { width: 1, height: 1, data: new Uint8ClampedArray(4) },
    );
  return { wait, told, edit, draw, end };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => setTimeout(frame, 1));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the page hears of edits in the frame of their picture, once, from where it knew the state', () => {
  const { wait, told, edit, draw } = setUp();
  edit(1);
  edit(2);
  expect(wait.waiting).toBe(true);
  vi.advanceTimersByTime(5);
  draw();
  expect(told).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(told).toEqual([[2, 0]]);
});

test('a picture that does not come is not waited for long', () => {
  const { wait, told, edit } = setUp();
  edit(1);
  vi.advanceTimersByTime(13);
  expect(wait.waiting).toBe(true);
  vi.advanceTimersByTime(2);
  expect(wait.waiting).toBe(false);
  expect(told).toEqual([[1, 0]]);
});

test('waits once a frame at most', () => {
  const { wait, told, edit, draw } = setUp();
  edit(1);
  draw();
  edit(2);
  expect(wait.waiting).toBe(false);
  expect(told).toEqual([[2, 0]]);
  vi.advanceTimersByTime(1);
  edit(3);
  expect(wait.waiting).toBe(true);
});

test.each([
  ['where decodes are slow', { decoder: 20 }],
  ['before the first decode', { decoder: null }],
])('does not wait %s', (_, options) => {
  const { wait, told, edit } = setUp(options);
  edit(1);
  expect(wait.waiting).toBe(false);
  expect(told).toEqual([[1, 0]]);
});

test('components hear of what the prior writes at once', () => {
  const { told, edit } = setUp({ run: { kind: 'write', level: null, done: 0, total: 1, perSecond: null } });
  edit(1);
  expect(told).toEqual([[1, 0]]);
});

test('who has unsubscribed hears nothing', () => {
  const { told, edit, draw, end } = setUp();
  edit(1);
  end();
  draw();
  vi.advanceTimersByTime(20);
  expect(told).toEqual([]);
});
