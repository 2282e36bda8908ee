// Tools and commands on a real store with undo; the engine is not needed for any of them but the blend brush.
import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { countCells, maskCells } from '../core/cell-mask.ts';
import { createGrid, type TokenGrid } from '../core/token-grid.ts';
import type { StoreContext } from './context.ts';
import { createEditing } from './editing.ts';
import { visibleGrid } from './selectors.ts';
import { type Tool, tools } from './state.ts';
import { createUndoableStore } from './undoable-store.ts';

const width = 8;
const height = 6;

/** Every cell another code, so that nothing can be mistaken for something else. */
function counting(): TokenGrid {
  return { width, height, tokens: Int32Array.from({ length: width * height }, (_, i) => 100 + i) };
}

function open() {
  const grid = counting();
  const store = createUndoableStore();
  store.setState({
    document: {
      id: 'd',
      name: 'counting',
      packId: 'p',
      levels: [{ name: 'main', codebookSize: 4096, downsample: 8, meanCode: null, own: grid }],
      photo: null,
      provisional: false,
    },
    grids: [grid],
    foreground: 7,
    background: 9,
    brush: { shape: 'square', size: 1 },
  });
  store.temporal.getState().clear();
  const told: string[] = [];
  const context: Pick<StoreContext, 'get' | 'set' | 'history' | 'notify'> = {
    get: store.getState,
    set: (change) => store.setState(change),
    history: store.temporal,
    notify: ({ title }) => told.push(title),
  };
  /** Holds the engine's answers back until it is let go on; a failure reaches all that ask. */
  const engine: { answers: Promise<void>; letGo: () => void; hold: () => void } = {
    answers: Promise.resolve(),
    letGo: () => undefined,
    hold: () => {
      engine.answers = new Promise((resolve) => {
        engine.letGo = resolve;
      });
    },
  };
  const copied: number[] = [];
  const actions = createEditing(context, {
    // Stands for the engine's answer: the next code is the present one plus one thousand.
    nextNearest: async (cells) => {
      const changes = cells.map((index) => ({ index, code: visibleGrid(store.getState())!.tokens[index]! + 1000 }));
      await engine.answers;
      return changes;
    },
    pickCode: (code) => store.setState({ foreground: code }),
    takeLevel: () => undefined,
    onStepped: () => undefined,
    onCopied: ({ grid }) => copied.push(grid.width * grid.height),
  });
  return { store, actions, told, grid, engine, copied };
}

let app = open();
beforeEach(() => {
  app = open();
});

const steps = () => app.store.temporal.getState().pastStates.length;
const now = () => app.store.getState();
const shown = () => visibleGrid(now())!;
const at = (x: number, y: number) => shown().tokens[y * width + x];

function use(tool: Tool, from: [number, number], to: [number, number] = from, held = {}): void {
  app.store.setState({ tool });
  app.actions.beginGesture({ x: from[0] + 0.5, y: from[1] + 0.5 }, held);
  app.actions.moveGesture([{ x: to[0] + 0.5, y: to[1] + 0.5 }], held);
  app.actions.endGesture();
}

function selectRectangle(from: [number, number], to: [number, number], held = {}): void {
  use('select-rectangle', from, to, held);
}

describe('painting', () => {
  test('a stroke shows while it goes on, joins its samples, and is one undo step', () => {
    app.actions.beginGesture({ x: 0.5, y: 0.5 });
    app.actions.moveGesture([{ x: 4.5, y: 0.5 }]);
    expect([0, 1, 2, 3, 4].map((x) => at(x, 0))).toEqual([7, 7, 7, 7, 7]);
    expect(now().grids[0]).toBe(app.grid);
    app.actions.endGesture();
    expect(steps()).toBe(1);
    app.actions.undo();
    expect(shown()).toEqual(app.grid);
    app.actions.redo();
    expect(at(4, 0)).toBe(7);
  });

  test('a cancelled stroke leaves nothing behind', () => {
    app.actions.beginGesture({ x: 0.5, y: 0.5 });
    app.actions.cancelGesture();
    expect(shown()).toBe(app.grid);
    expect(steps()).toBe(0);
  });

  test('a stroke that changes nothing is no undo step', () => {
    app.store.setState({ foreground: 100 });
    use('brush', [0, 0]);
    expect(steps()).toBe(0);
  });

  test('erase brings back the own codes of the photo', () => {
    use('brush', [0, 0], [7, 0]);
    use('erase', [2, 0]);
    expect(at(2, 0)).toBe(102);
    expect(at(3, 0)).toBe(7);
  });

  test('with a selection, paint stays inside it', () => {
    selectRectangle([0, 0], [1, 1]);
    use('brush', [0, 0], [5, 0]);
    expect([at(0, 0), at(1, 0), at(2, 0)]).toEqual([7, 7, 102]);
  });

  test('the bucket fills what is connected, replace-all every cell of the code', () => {
    use('brush', [0, 0], [2, 0]);
    use('brush', [6, 5]);
    app.store.setState({ foreground: 8 });
    use('bucket', [1, 0]);
    expect([at(0, 0), at(2, 0), at(6, 5)]).toEqual([8, 8, 7]);
    use('brush', [0, 3]);
    app.store.setState({ foreground: 11 });
    use('replace', [0, 3]);
    expect([at(0, 0), at(0, 3), at(6, 5)]).toEqual([11, 11, 7]);
  });

  test('Shift holds a line to 45° and a rectangle to a square; Ctrl leaves the inside alone', () => {
    use('line', [0, 0], [4, 3], { extend: true });
    expect([at(0, 0), at(2, 2), at(4, 4), at(4, 3)]).toEqual([7, 7, 7, 128]);
    app.actions.undo();
    use('rectangle', [1, 1], [4, 3], { subtract: true });
    expect([at(1, 1), at(4, 3), at(2, 2)]).toEqual([7, 7, 118]);
  });

  test('the blend brush steps each touched cell once, as one undo step', async () => {
    app.store.setState({ tool: 'blend' });
    app.actions.beginGesture({ x: 0.5, y: 0.5 });
    app.actions.moveGesture([
      { x: 2.5, y: 0.5 },
      { x: 0.5, y: 0.5 },
    ]);
    app.actions.endGesture();
    await expect.poll(steps).toBe(1);
    expect(now().draft).toBe(null);
    expect([at(0, 0), at(1, 0), at(2, 0), at(3, 0)]).toEqual([1100, 1101, 1102, 103]);
  });

  test('a blend stroke that was undone before the engine answered stays undone', async () => {
    app.store.setState({ tool: 'blend' });
    app.actions.beginGesture({ x: 0.5, y: 0.5 });
    app.actions.cancelGesture();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(shown()).toBe(app.grid);
  });

  test('the eyedropper and Alt with any tool pick the code', () => {
    use('eyedropper', [3, 2]);
    expect(now().foreground).toBe(119);
    use('brush', [1, 0], [1, 0], { pick: true });
    expect(now().foreground).toBe(101);
    expect(steps()).toBe(0);
  });
});

describe('a stroke whose codes come late', () => {
  const settled = () => expect.poll(() => now().draft).toBe(null);

  function blend(x: number): void {
    app.engine.hold();
    use('blend', [x, 0], [x + 1, 0]);
  }

  test('is what one step back takes back, and the stroke before it stays', async () => {
    use('brush', [0, 0], [1, 0]);
    blend(4);
    app.actions.undo();
    app.engine.letGo();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect([at(0, 0), at(1, 0), at(4, 0)]).toEqual([7, 7, 104]);
    expect(steps()).toBe(1);
  });

  test('is followed by those after it, each one step, with what was in hand for each', async () => {
    blend(0);
    use('blend', [4, 0], [5, 0]);
    use('brush', [0, 2], [2, 2]);
    app.store.setState({ foreground: 8, tool: 'erase' });
    app.actions.selectAll();
    expect(steps()).toBe(0);
    app.engine.letGo();
    await expect.poll(steps).toBe(4);
    expect([at(0, 0), at(1, 0), at(4, 0), at(5, 0)]).toEqual([1100, 1101, 1104, 1105]);
    expect([at(0, 2), at(2, 2)]).toEqual([7, 7]);
    for (let i = 0; i < 4; i++) app.actions.undo();
    expect(shown()).toEqual(app.grid);
  });

  test('is undone in its turn where others wait behind it', async () => {
    blend(0);
    use('brush', [0, 2], [2, 2]);
    app.actions.undo();
    app.engine.letGo();
    await expect.poll(() => app.store.temporal.getState().futureStates.length).toBe(1);
    expect([at(0, 0), at(0, 2)]).toEqual([1100, 116]);
  });

  test('ends with its own picture, as far as it came, and so does one in hand', () => {
    blend(0);
    use('brush', [0, 2], [2, 2]);
    app.store.setState({ tool: 'brush' });
    app.actions.beginGesture({ x: 5.5, y: 4.5 });
    app.actions.settle();
    expect(now().draft).toBe(null);
    expect([at(0, 0), at(0, 2), at(5, 4)]).toEqual([100, 7, 7]);
    app.store.setState({ grids: [createGrid({ width: 2, height: 2 }, 3)] });
    app.actions.moveGesture([{ x: 0.5, y: 0.5 }]);
    app.actions.endGesture();
    app.engine.letGo();
    expect([...shown().tokens]).toEqual([3, 3, 3, 3]);
  });

  test('keeps nobody waiting for ever', async () => {
    vi.useFakeTimers();
    blend(0);
    use('brush', [0, 2], [2, 2]);
    expect(steps()).toBe(0);
    await vi.advanceTimersByTimeAsync(6000);
    vi.useRealTimers();
    expect([at(0, 0), at(0, 2)]).toEqual([100, 7]);
  });

  test('says so where the engine gives none, and painting goes on', async () => {
    app.engine.answers = Promise.reject(new Error('away'));
    use('blend', [0, 0], [1, 0]);
    use('brush', [0, 2], [2, 2]);
    await settled();
    await expect.poll(() => at(0, 2)).toBe(7);
    expect(at(0, 0)).toBe(100);
    expect(app.told).toEqual(['Some cells were not blended']);
  });
});

test('a step back in mid-stroke takes back that stroke alone', () => {
  use('brush', [0, 0]);
  app.actions.beginGesture({ x: 3.5, y: 3.5 });
  app.actions.undo();
  app.actions.moveGesture([{ x: 5.5, y: 3.5 }]);
  app.actions.endGesture();
  expect([at(0, 0), at(3, 3), at(5, 3)]).toEqual([7, 127, 129]);
});

test('a pen’s other end erases with any tool, beside a floating patch too', () => {
  use('brush', [0, 0], [7, 0]);
  use('bucket', [2, 0], [3, 0], { erase: true });
  expect([at(1, 0), at(2, 0), at(3, 0), at(4, 0)]).toEqual([7, 102, 103, 7]);
  selectRectangle([0, 4], [1, 5]);
  app.actions.copy();
  app.actions.paste();
  use('select-rectangle', [5, 0], [5, 0], { erase: true });
  expect(now().floating).toBe(null);
});

describe('selection', () => {
  test('rectangles add with Shift, subtract with Ctrl; a click beside everything deselects', () => {
    selectRectangle([0, 0], [1, 1]);
    selectRectangle([4, 0], [4, 1], { extend: true });
    expect(countCells(now().selection!)).toBe(6);
    selectRectangle([0, 0], [1, 0], { subtract: true });
    expect(maskCells(now().selection!)).toEqual([4, 8, 9, 12]);
    app.store.setState({ tool: 'select-rectangle' });
    app.actions.beginGesture({ x: 7.5, y: 5.5 });
    app.actions.endGesture();
    expect(now().selection).toBe(null);
  });

  test('the selection brush adds stroke by stroke and subtracts with Ctrl; each stroke is one undo step', () => {
    const selected = () => maskCells(now().selection!);
    use('select-brush', [1, 1], [3, 1]);
    expect(selected()).toEqual([9, 10, 11]);
    use('select-brush', [2, 2], [2, 3]);
    expect(selected()).toEqual([9, 10, 11, 18, 26]);
    use('select-brush', [2, 1], [2, 2], { subtract: true });
    expect(selected()).toEqual([9, 11, 26]);
    app.actions.undo();
    expect(selected()).toEqual([9, 10, 11, 18, 26]);
    use('select-brush', [0, 1], [7, 1], { subtract: true });
    use('select-brush', [2, 2], [2, 3], { subtract: true });
    expect(now().selection).toBe(null);
    use('select-brush', [2, 2], [2, 3], { subtract: true });
    expect(now().selection).toBe(null);
  });

  test('a selection can be undone', () => {
    selectRectangle([0, 0], [1, 1]);
    app.actions.undo();
    expect(now().selection).toBe(null);
  });

  test('dragging what is selected moves it as one step and leaves the background code', () => {
    selectRectangle([0, 0], [1, 1]);
    const before = steps();
    use('select-rectangle', [0, 0], [4, 2]);
    expect([at(4, 2), at(5, 3), at(0, 0), at(1, 1)]).toEqual([100, 109, 9, 9]);
    expect(steps()).toBe(before + 1);
    app.actions.undo();
    expect(shown()).toEqual(app.grid);
  });

  test('copy, paste, move, flip, place', () => {
    selectRectangle([0, 0], [1, 0]);
    app.actions.copy();
    app.actions.paste();
    app.actions.nudge(3, 2);
    app.actions.flip('horizontal');
    expect([at(3, 2), at(4, 2), at(0, 0)]).toEqual([101, 100, 100]);
    app.actions.placeFloating();
    expect(now().floating).toBe(null);
    expect([at(3, 2), at(4, 2)]).toEqual([101, 100]);
  });

  test('Escape puts a lifted patch back', () => {
    selectRectangle([0, 0], [1, 1]);
    app.actions.nudge(2, 2);
    expect(at(0, 0)).toBe(9);
    app.actions.discardFloating();
    expect(shown()).toEqual(app.grid);
  });

  test('cut leaves the background code and fills the clipboard', () => {
    selectRectangle([0, 0], [1, 0]);
    app.actions.cut();
    expect([at(0, 0), at(1, 0)]).toEqual([9, 9]);
    expect([...now().clipboard!.grid.tokens]).toEqual([100, 101]);
    expect(app.copied).toEqual([2]);
  });

  test('without a selection, copy says what to do', () => {
    app.actions.copy();
    expect(app.told).toEqual(['Nothing is selected']);
  });
});

describe('stamp', () => {
  test('repeats the patch on its own lattice, into another document too', () => {
    selectRectangle([0, 0], [1, 1]);
    app.actions.copy();
    app.actions.selectNone();
    app.store.setState({ grids: [createGrid({ width, height }, 5)] });
    use('stamp', [1, 3], [5, 3]);
    expect([0, 1, 2, 3, 4, 5, 6].map((x) => at(x, 3))).toEqual([108, 109, 108, 109, 108, 109, 5]);
    expect([0, 1, 2].map((x) => at(x, 2))).toEqual([100, 101, 100]);
  });

  test('without a clipboard it says what to do', () => {
    use('stamp', [1, 1]);
    expect(app.told).toEqual(['There is nothing to stamp yet']);
    expect(shown()).toBe(app.grid);
  });
});

test('any sequence of gestures is undone step by step to the grid that it began with, and redone to its end', () => {
  const corner = fc.tuple(fc.integer({ min: -1, max: width }), fc.integer({ min: -1, max: height }));
  const gestures = fc.array(fc.tuple(fc.constantFrom(...tools), corner, corner, fc.integer({ min: 0, max: 3 })), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(gestures, (sequence) => {
      app = open();
      for (const [tool, from, to, foreground] of sequence) {
        if (tool === 'blend') continue;
        app.store.setState({ foreground });
        use(tool, from, to);
      }
      app.actions.placeFloating();
      const end = shown();
      for (let i = steps(); i > 0; i--) app.actions.undo();
      expect(shown()).toEqual(app.grid);
      for (let i = app.store.temporal.getState().futureStates.length; i > 0; i--) app.actions.redo();
      expect(shown()).toEqual(end);
    }),
    { numRuns: 60 },
  );
});

test('codes in hand that the level’s codebook does not have paint nothing of theirs', () => {
  const { store, actions } = app;
  store.setState({ foreground: 5000, recentCodes: [5000] });
  actions.beginGesture({ x: 1.5, y: 1.5 });
  actions.endGesture();
  const painted = store.getState().grids[0]!.tokens;
  expect(painted[width + 1]).toBe(0);
  expect(painted.every((code) => code < 4096)).toBe(true);
  expect(store.getState().recentCodes).toEqual([]);
});
