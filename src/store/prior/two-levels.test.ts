// The prior over two levels on a real store with undo; the engine is played: each prior writes 1000 · (level + 1) + cell.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { maskFromCells } from '../../core/cell-mask.ts';
import { sizeOnLevel } from '../../core/levels.ts';
import type { Size } from '../../core/rect.ts';
import { type CellChange, createGrid, type TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { FillRequest, SurpriseRequest } from '../../engine/prior/prior-protocol.ts';
import { editingOnLevels, playedContext } from '../played-context.ts';
import { currentSurprise, decodedGrids, visibleGrids } from '../selectors.ts';
import { createUndoableStore } from '../undoable-store.ts';
import { createPrior } from './create-prior.ts';
import type { PriorInfo } from './prior-state.ts';
import { settleFirst } from './settle-first.ts';

const [topMean, bottomMean] = [11, 22];
const written = (level: number, cell: number) => 1000 * (level + 1) + cell;

const common = { kind: 'masked', bytes: 1, conditions: [{ name: 'class', values: ['a'], any: 1 }] } as const;
const top: PriorInfo = { ...common, id: 'top', level: 0, above: null, width: 2, height: 2 };
const bottom: PriorInfo = { ...common, id: 'bottom', level: 1, above: 0, width: 4, height: 4 };

/** 5×3 finest cells: the coarser grid reaches over the edge. */
const pixels: Size = { width: 40, height: 24 };

function levelsOf(size: Size, codes: readonly [number, number]) {
  const level = (name: string, downsample: number, meanCode: number, code: number) => ({
    name,
    downsample,
    meanCode,
    codebookSize: 4096,
    own: createGrid(sizeOnLevel(size, downsample), code),
  });
  return [level('top', 16, topMean, codes[0]), level('bottom', 8, bottomMean, codes[1])];
}

function open(priors: readonly PriorInfo[] = [top, bottom]) {
  const store = createUndoableStore();
  const document = { name: 'd', packId: 'p', photo: null, provisional: false };
  const show = (id: string, levels: ReturnType<typeof levelsOf>) => {
    const grids = levels.map(({ own }) => own);
    store.setState({ document: { ...document, id, levels }, grids, draft: null, proposed: null });
    store.temporal.getState().clear();
  };
  show('d', levelsOf(pixels, [1, 2]));

  const requests: FillRequest[] = [];
  const measured: SurpriseRequest[] = [];
  /** The level at which the prior stays in the middle of its work. */
  const pace: { holdAt: number | null } = { holdAt: null };
  const client = {
    fill: (request: FillRequest, onTokens: (changes: CellChange[]) => void, signal: AbortSignal) => {
      requests.push(request);
      const { level } = priors.find(({ id }) => id === request.prior)!;
      const changes = request.open.slice(0, request.limit).map((index) => ({ index, code: written(level, index) }));
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new EngineError('aborted', 'Stopped.')));
        if (pace.holdAt === level) setTimeout(() => onTokens(changes.slice(0, 2)), 250);
        else resolve({ changes, milliseconds: 1 });
      });
    },
    surprise: async (request: SurpriseRequest) => {
      measured.push(request);
      return new Float32Array(request.grid.tokens.length).fill(2);
    },
    distribution: async () => ({ conditional: new Float32Array(8), unconditional: null }),
  };
  const failures: string[] = [];
  const context = playedContext({ store, client, report: (title) => failures.push(title) });
  const { levels, editing } = editingOnLevels(context);
  const prior = createPrior(context, {
    settleEdits: editing.placeFloating,
    whenSettled: async () => undefined,
    openBlank: async (size) => {
      show('new', levelsOf(size, [topMean, bottomMean]));
      store.setState({ document: { ...store.getState().document!, blank: true } });
      return true;
    },
    closeDocument: async () => undefined,
  });
  prior.onEngineReady({ receptiveField: 4, priors });
  prior.actions.setSettings({ seed: 3, steps: 2 });
  const isOpen = () => store.getState().prior.proposals.length > 0;
  const edits = settleFirst(editing, prior.actions, isOpen);
  return { store, levels, edits, actions: prior.actions, requests, measured, pace, failures };
}

let app = open();
beforeEach(() => {
  app = open();
});

const now = () => app.store.getState();
const tokens = () => visibleGrids(now()).map((grid) => [...grid.tokens]);
const steps = () => app.store.temporal.getState().pastStates.length;

/** Own codes, but for cells that are written (by index) or hold what stands for nothing known. */
function expected(topCells: readonly number[], bottomCells: readonly number[], unknown: readonly number[] = []) {
  const { document } = now();
  return [topCells, bottomCells].map((cells, level) =>
    Array.from(document!.levels[level]!.own.tokens, (own, cell) => {
      if (cells.includes(cell)) return written(level, cell);
      return level === 1 && unknown.includes(cell) ? bottomMean : own;
    }),
  );
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

describe('generate', () => {
  test('writes the top, then the bottom, which is told that top: one proposal, one undo step', async () => {
    await app.actions.generate(null, 1);
    expect(app.requests.map(({ prior }) => prior)).toEqual(['top', 'bottom']);
    const [first, second] = app.requests;
    expect(first!.above).toBeNull();
    expect([...second!.above!.tokens]).toEqual(range(6).map((cell) => written(0, cell)));
    expect(second!.options.seed).not.toBe(first!.options.seed);
    expect(now().prior.proposals).toHaveLength(1);
    expect(tokens()).toEqual(expected(range(6), range(15)));
    expect(steps()).toBe(0);
    app.actions.accept();
    expect(now().grids.map((grid) => [...grid.tokens])).toEqual(expected(range(6), range(15)));
    expect(steps()).toBe(1);
    app.edits.undo();
    expect(tokens()).toEqual(expected([], []));
  });

  test('shows the top while the bottom says nothing yet, and stops there where it is told to', async () => {
    app.pace.holdAt = 1;
    const running = app.actions.generate(null, 1);
    await vi.waitFor(() => expect(now().prior.run).toMatchObject({ level: 1, done: 8, total: 21 }));
    expect(tokens()).toEqual(expected(range(6), range(2), range(15)));
    expect(decodedGrids(now())).toBe(now().proposed);
    app.actions.stop();
    await running;
    expect(tokens()).toEqual(expected(range(6), range(2), range(15)));
    app.pace.holdAt = null;
    await app.actions.proceed('end');
    expect(app.requests.at(-1)).toMatchObject({ prior: 'bottom', open: range(15).slice(2), limit: 13 });
    expect(tokens()).toEqual(expected(range(6), range(15)));
    expect(app.failures).toEqual([]);
  });

  test('in a new document of so many pixels: what is kept becomes both levels’ own', async () => {
    await app.actions.generate({ width: 64, height: 32 }, 1);
    expect(now().document!.id).toBe('new');
    expect(app.requests.map(({ cells }) => cells.length)).toEqual([8, 32]);
    app.actions.accept();
    expect(now().document!.levels.map(({ own }) => own)).toEqual(now().grids);
  });

  test('step by step, from one level to the next, and back', async () => {
    await app.actions.generate(null, 1);
    const all = app.requests.length;
    for (const _ of range(3)) app.actions.stepBack();
    // Two steps a level: the bottom's two are gone, and the top's last.
    expect(app.requests).toHaveLength(all);
    const { passages } = now().prior.proposals[0]!;
    expect(passages.map((passage) => passage.written.length)).toEqual([2, 0]);
    await app.actions.proceed('token');
    await app.actions.proceed('token');
    expect(app.requests.slice(all).map(({ prior }) => prior)).toEqual(['top', 'bottom']);
  });

  test('another seed writes both again, as one more to choose from', async () => {
    await app.actions.generate(null, 1);
    await app.actions.another();
    expect(now().prior).toMatchObject({ shown: 1, proposals: { length: 2 } });
    expect(app.requests.map(({ prior }) => prior)).toEqual(['top', 'bottom', 'top', 'bottom']);
  });

  test('to look at the other level keeps the proposal in view', async () => {
    await app.actions.generate(null, 1);
    app.levels.takeLevel(1);
    expect(now().prior).toMatchObject({ info: { id: 'bottom' }, proposals: { length: 1 } });
    expect(tokens()).toEqual(expected(range(6), range(15)));
    app.actions.accept();
    app.edits.undo();
    expect(tokens()).toEqual(expected([], []));
  });
});

describe('on one level', () => {
  test('the top: selected cells anew, then all that lies beneath them, within the picture', async () => {
    app.store.setState({ selection: maskFromCells([2, 5], now().grids[0]!) });
    await app.actions.regenerate(1);
    // Column 2 of the top lies over column 4 of the bottom, the last one; its second row over the bottom's third.
    const under = [4, 9, 14];
    expect(app.requests.map(({ cells }) => cells)).toEqual([[2, 5], under]);
    expect(tokens()).toEqual(expected([2, 5], under));
    app.actions.accept();
    expect(steps()).toBe(2);
    app.edits.undo();
    expect(tokens()).toEqual(expected([], []));
  });

  test('the top alone, where the rest shall stay', async () => {
    app.actions.setSettings({ beneath: false });
    app.store.setState({ selection: maskFromCells([2, 5], now().grids[0]!) });
    await app.actions.regenerate(1);
    expect(tokens()).toEqual(expected([2, 5], []));
  });

  test('the bottom: told the top that there is, which stays', async () => {
    app.levels.takeLevel(1);
    await app.actions.complete(2, 'end');
    expect(app.requests).toHaveLength(1);
    expect(app.requests[0]).toMatchObject({ prior: 'bottom', above: now().grids[0] });
    expect(tokens()).toEqual(expected([], [10, 11, 12, 13, 14]));
  });

  test('a pack with a prior for one of them: the other level has none, and stays', async () => {
    app = open([top]);
    app.levels.takeLevel(1);
    expect(now().prior.info).toBeNull();
    await app.actions.complete(0, 'end');
    expect(app.requests).toEqual([]);
    app.levels.takeLevel(0);
    expect(now().prior.info).toBe(top);
    await app.actions.generate(null, 1);
    expect(tokens()).toEqual(expected(range(6), []));
  });
});

describe('surprise', () => {
  test('of the bottom is measured under the top, and is another’s once that has changed', async () => {
    app.levels.takeLevel(1);
    await app.actions.measureSurprise();
    expect(app.measured[0]).toMatchObject({ prior: 'bottom', above: now().grids[0] });
    expect(currentSurprise(now())?.known).toBe(15);
    app.levels.takeLevel(0);
    expect(currentSurprise(now())).toBeNull();
    app.edits.setCell(0, 7);
    app.levels.takeLevel(1);
    expect(currentSurprise(now())).toBeNull();
    app.edits.undo();
    app.levels.takeLevel(1);
    expect(currentSurprise(now())?.known).toBe(15);
  });
});

test('grids of both levels are values: none that was shown ever changes', async () => {
  const shown: TokenGrid[] = [];
  const copies: number[][] = [];
  app.store.subscribe((state) => {
    for (const grid of visibleGrids(state)) {
      if (shown.includes(grid)) continue;
      shown.push(grid);
      copies.push([...grid.tokens]);
    }
  });
  await app.actions.generate(null, 2);
  app.actions.accept();
  expect(shown.length).toBeGreaterThan(4);
  expect(shown.map((grid) => [...grid.tokens])).toEqual(copies);
});
