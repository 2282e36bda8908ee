// Proposals on a real store with undo; the engine is played by a prior that writes code 1000 + cell · 10 + seed.
import { describe, expect, test, vi } from 'vitest';
import { maskFromCells } from '../../core/cell-mask.ts';
import { type CellChange, createGrid, type TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { FillRequest, SurpriseRequest } from '../../engine/prior/prior-protocol.ts';
import { createEditing } from '../editing.ts';
import { playedContext } from '../played-context.ts';
import { visibleGrid } from '../selectors.ts';
import { createUndoableStore } from '../undoable-store.ts';
import { createPrior } from './create-prior.ts';
import { writtenCount } from './proposal.ts';
import { settleFirst } from './settle-first.ts';

const width = 6;
const height = 5;

const written = (cell: number, seed: number) => 1000 + 10 * cell + seed;

function open() {
  const grid: TokenGrid = { width, height, tokens: Int32Array.from({ length: width * height }, (_, i) => i) };
  const store = createUndoableStore();
  const document = {
    id: 'd',
    name: 'd',
    packId: 'p',
    photo: null,
    provisional: false,
  };
  const levels = (own: TokenGrid) => [{ name: 'main', codebookSize: 4096, downsample: 8, meanCode: null, own }];
  store.setState({ document: { ...document, levels: levels(grid) }, grids: [grid] });
  store.temporal.getState().clear();

  /** A prior that stays in the middle of its work until it is let go on. */
  const pace = { holdAfter: Number.POSITIVE_INFINITY };
  const requests: FillRequest[] = [];
  const client = {
    fill: (request: FillRequest, onTokens: (changes: CellChange[]) => void, signal: AbortSignal) => {
      requests.push(request);
      // A masked prior writes the last cells first, two a step.
      const order = request.prior === 'm' ? request.open.toReversed() : request.open;
      const count = request.prior === 'm' ? request.limit + (request.limit % 2) : request.limit;
      const changes = order.slice(0, count).map((index) => ({ index, code: written(index, request.options.seed) }));
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new EngineError('aborted', 'Stopped.')));
        // Long enough after the start for tokens to be shown.
        if (pace.holdAfter < changes.length) setTimeout(() => onTokens(changes.slice(0, pace.holdAfter)), 150);
        if (changes.length <= pace.holdAfter) {
          resolve({ changes, milliseconds: 1 });
        }
      });
    },
    surprise: async ({ grid: measured }: SurpriseRequest) => new Float32Array(measured.tokens.length).fill(2),
    distribution: async () => ({ conditional: new Float32Array(8), unconditional: null }),
  };
  const failures: string[] = [];
  const closed: string[] = [];
  const context = playedContext({ store, client, report: (title) => failures.push(title) });
  const editing = createEditing(context, {
    nextNearest: async () => [],
    pickCode: () => undefined,
    takeLevel: () => undefined,
    onStepped: () => undefined,
    onCopied: () => undefined,
  });
  const prior = createPrior(context, {
    settleEdits: editing.placeFloating,
    whenSettled: async () => undefined,
    openBlank: async (pixels, name) => {
      const blank = createGrid({ width: pixels.width / 8, height: pixels.height / 8 });
      store.setState({
        document: { ...document, id: 'new', name, levels: levels(blank), blank: true },
        grids: [blank],
        draft: null,
        proposed: null,
      });
      store.temporal.getState().clear();
      return true;
    },
    closeDocument: async (id) => void closed.push(id),
  });
  prior.onEngineReady({
    receptiveField: 4,
    priors: [
      {
        id: 'p',
        kind: 'autoregressive',
        level: 0,
        above: null,
        width: 16,
        height: 16,
        bytes: 1,
        conditions: [{ name: 'class', values: ['a', 'b'], any: 2 }],
      },
      {
        id: 'm',
        kind: 'masked',
        level: 0,
        above: null,
        width: 16,
        height: 16,
        bytes: 1,
        conditions: [
          { name: 'style', values: ['s'], any: 1 },
          { name: 'class', values: ['b'], any: 1 },
        ],
      },
    ],
  });
  prior.actions.setSettings({ seed: 3 });
  const edits = {
    ...editing,
    ...settleFirst(editing, prior.actions, () => store.getState().prior.proposals.length > 0),
  };
  const tokens = () => [...visibleGrid(store.getState())!.tokens];
  const undoSteps = () => store.temporal.getState().pastStates.length;
  return { store, actions: prior.actions, edits, tokens, undoSteps, grid, requests, pace, failures, closed };
}

function expected(grid: TokenGrid, cells: readonly number[], seed: number): number[] {
  return Array.from(grid.tokens, (token, cell) => (cells.includes(cell) ? written(cell, seed) : token));
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe('complete', () => {
  test('a token, a row, a step back, to the end; the rows before stay', async () => {
    const { actions, tokens, grid, undoSteps } = open();
    await actions.complete(2, 'token');
    expect(tokens()).toEqual(expected(grid, [12], 3));
    await actions.proceed('row');
    expect(tokens()).toEqual(expected(grid, range(12, 18), 3));
    actions.stepBack();
    expect(tokens()).toEqual(expected(grid, range(12, 17), 3));
    await actions.proceed('row');
    await actions.proceed('row');
    expect(tokens()).toEqual(expected(grid, range(12, 24), 3));
    await actions.proceed('end');
    expect(tokens()).toEqual(expected(grid, range(12, 30), 3));
    expect(undoSteps()).toBe(0);
  });

  test('goes on with knobs that have turned, and with its own seed', async () => {
    const { actions, requests } = open();
    await actions.complete(2, 'token');
    actions.setSettings({ temperature: 0.5, seed: 9 });
    await actions.proceed('token');
    expect(requests.at(-1)!.options).toMatchObject({ temperature: 0.5, seed: 3 });
  });

  test('accepting is one undo step', async () => {
    const { actions, edits, tokens, grid, store, undoSteps } = open();
    await actions.complete(2, 'end');
    actions.accept();
    expect(store.getState().proposed).toBeNull();
    expect(undoSteps()).toBe(1);
    expect(tokens()).toEqual(expected(grid, range(12, 30), 3));
    edits.undo();
    expect(tokens()).toEqual([...grid.tokens]);
  });

  test('rejecting restores', async () => {
    const { actions, tokens, grid, store, undoSteps, closed } = open();
    await actions.complete(0, 'end');
    actions.reject();
    expect(tokens()).toEqual([...grid.tokens]);
    expect(store.getState().prior.proposals).toEqual([]);
    expect([undoSteps(), closed]).toEqual([0, []]);
  });
});

describe('regenerate', () => {
  test('writes the selection alone, once for each variation, to flip through', async () => {
    const { actions, tokens, grid, store } = open();
    const hole = [1, 7, 8, 20];
    store.setState({ selection: maskFromCells(hole, grid) });
    await actions.regenerate(3);
    expect(store.getState().prior.proposals).toHaveLength(3);
    expect(tokens()).toEqual(expected(grid, hole, 5));
    actions.show(0);
    expect(tokens()).toEqual(expected(grid, hole, 3));
    actions.show(1);
    actions.accept();
    expect([...store.getState().grids[0]!.tokens]).toEqual(expected(grid, hole, 4));
  });

  test('another seed is another proposal for the same cells', async () => {
    const { actions, grid, store, tokens } = open();
    store.setState({ selection: maskFromCells([4, 5], grid) });
    await actions.regenerate(1);
    await actions.another();
    const { proposals, shown, settings } = store.getState().prior;
    expect([proposals.length, shown]).toEqual([2, 1]);
    expect(tokens()).toEqual(expected(grid, [4, 5], settings.seed));
  });

  test('the same cells again, by the other prior: one more to choose from, each by its own', async () => {
    const { actions, grid, store, requests, tokens } = open();
    store.setState({ selection: maskFromCells([4, 5, 6, 7], grid) });
    await actions.regenerate(1);
    actions.choose('m');
    await actions.regenerate(1);
    const { proposals, shown } = store.getState().prior;
    expect(proposals.map(({ passages }) => passages[0]!.prior.id)).toEqual(['p', 'm']);
    expect([requests[0]!.prior, requests[1]!.prior, shown]).toEqual(['p', 'm', 1]);
    expect(requests[1]!.grid).toBe(grid);
    expect(tokens()).toEqual(expected(grid, [4, 5, 6, 7], 3));
  });

  test('other cells: what is in view is kept first', async () => {
    const { actions, grid, store } = open();
    store.setState({ selection: maskFromCells([4], grid) });
    await actions.regenerate(1);
    store.setState({ selection: maskFromCells([9], grid) });
    await actions.regenerate(1);
    expect(store.getState().prior.proposals).toHaveLength(1);
    expect(store.getState().grids[0]!.tokens[4]).toBe(written(4, 3));
  });

  test('without a selection nothing happens', async () => {
    const { actions, store, failures } = open();
    await actions.regenerate(1);
    expect(store.getState().prior.proposals).toEqual([]);
    expect(failures).toEqual([]);
  });
});

describe('generate', () => {
  test('in a new document: what is accepted becomes its own codes', async () => {
    const { actions, store, tokens } = open();
    await actions.generate({ width: 32, height: 32 }, 1);
    const blank = { width: 4, height: 4, tokens: new Int32Array(16) };
    expect(tokens()).toEqual(expected(blank, range(0, 16), 3));
    actions.accept();
    expect(store.getState().document!.levels[0]!.own).toBe(store.getState().grids[0]);
  });

  test('rejected, the new document goes away', async () => {
    const { actions, closed } = open();
    await actions.generate({ width: 32, height: 32 }, 1);
    actions.reject();
    expect(closed).toEqual(['new']);
  });

  test('again before anything was kept: the same document, not one more on the shelf', async () => {
    const { actions, store } = open();
    await actions.generate({ width: 32, height: 32 }, 1);
    const { document } = store.getState();
    await actions.generate({ width: 32, height: 32 }, 2);
    expect(store.getState().document).toBe(document);
    expect(store.getState().prior.proposals).toHaveLength(3);
  });

  test('again in another size: a new document; what was written on the one before stays there', async () => {
    const { actions, store, closed, tokens } = open();
    await actions.generate({ width: 32, height: 32 }, 1);
    const written = tokens();
    const kept: (readonly number[])[] = [];
    store.subscribe(({ document, grids }) => void (document?.blank || kept.push([...grids[0]!.tokens])));
    await actions.generate({ width: 40, height: 32 }, 1);
    expect(kept).toContainEqual([...written]);
    expect(closed).toEqual([]);
  });

  test('another picture comes: what was written in a new document stays there, other proposals go', async () => {
    const { actions, store, tokens, closed } = open();
    await actions.generate(null, 1);
    const { grids } = store.getState();
    actions.leave();
    expect(store.getState()).toMatchObject({ grids, proposed: null, prior: { proposals: [] } });
    await actions.generate({ width: 32, height: 32 }, 1);
    const written = tokens();
    actions.leave();
    expect(store.getState().grids[0]!.tokens).toEqual(Int32Array.from(written));
    expect(store.getState().document).toMatchObject({ id: 'new', levels: [{ own: store.getState().grids[0] }] });
    expect(store.getState().document).not.toHaveProperty('blank');
    expect(closed).toEqual([]);
  });

  test('of the open picture’s size: the same cells, undoable', async () => {
    const { actions, tokens, grid, undoSteps } = open();
    await actions.generate(null, 1);
    actions.accept();
    expect(tokens()).toEqual(expected(grid, range(0, 30), 3));
    expect(undoSteps()).toBe(1);
  });
});

describe('a masked prior', () => {
  test('is told what is told to the other one, by name', () => {
    const { actions, store } = open();
    actions.setSettings({ condition: [1] });
    actions.choose('m');
    expect(store.getState().prior).toMatchObject({
      info: { id: 'm' },
      settings: { kind: 'masked', condition: [1, 0] },
    });
    actions.choose('p');
    expect(store.getState().prior.settings.condition).toEqual([1]);
  });

  test('goes on a step at a time, and back', async () => {
    const { actions, tokens, grid, store, requests } = open();
    actions.choose('m');
    actions.setSettings({ steps: 4 });
    // 12 cells in 4 steps: 1, 4, 8 and 12 of them are written after each.
    await actions.complete(3, 'token');
    expect(requests.at(-1)).toMatchObject({ limit: 1, cells: range(18, 30), open: range(18, 30) });
    expect(tokens()).toEqual(expected(grid, [28, 29], 3));
    actions.stepBack();
    expect(writtenCount(store.getState().prior.proposals[0]!)).toBe(1);
    await actions.proceed('end');
    expect(requests.at(-1)).toMatchObject({ cells: range(18, 30), open: range(18, 29) });
    expect(tokens()).toEqual(expected(grid, range(18, 30), 3));
    actions.stepBack();
    expect(writtenCount(store.getState().prior.proposals[0]!)).toBe(8);
  });
});

describe('a run', () => {
  test('stops at once, keeps what has come, and goes on from there', async () => {
    const { actions, tokens, grid, store, pace, requests, failures } = open();
    pace.holdAfter = 4;
    const running = actions.complete(1, 'end');
    await vi.waitFor(() => expect(store.getState().prior.run?.done).toBe(4));
    actions.stop();
    expect(store.getState().prior.run).toBeNull();
    await running;
    expect(tokens()).toEqual(expected(grid, range(6, 10), 3));
    pace.holdAfter = Number.POSITIVE_INFINITY;
    await actions.proceed('end');
    expect(requests.at(-1)!.open).toEqual(range(10, 30));
    expect(tokens()).toEqual(expected(grid, range(6, 30), 3));
    expect(failures).toEqual([]);
  });

  test('ends when another document comes on screen', async () => {
    const { actions, store, pace } = open();
    pace.holdAfter = 2;
    const running = actions.complete(1, 'end');
    await vi.waitFor(() => expect(store.getState().prior.run).not.toBeNull());
    store.setState({ document: { ...store.getState().document!, id: 'other' }, draft: null, proposed: null });
    await running;
    expect(store.getState().prior).toMatchObject({ run: null, proposals: [] });
    expect(store.getState().proposed).toBeNull();
  });
});

describe('edits while a proposal is in view', () => {
  test('painting accepts it: two undo steps', async () => {
    const { actions, edits, store, tokens, grid, undoSteps } = open();
    await actions.complete(3, 'end');
    edits.setCell(0, 77);
    expect(undoSteps()).toBe(2);
    expect(tokens()).toEqual([77, ...expected(grid, range(18, 30), 3).slice(1)]);
    expect(store.getState().prior.proposals).toEqual([]);
  });

  test('undo takes it away, and no step with it', async () => {
    const { actions, edits, tokens, grid, undoSteps } = open();
    edits.setCell(0, 77);
    await actions.complete(3, 'end');
    edits.undo();
    expect(tokens()).toEqual([77, ...grid.tokens.subarray(1)]);
    expect(undoSteps()).toBe(1);
  });
});

describe('looking inside', () => {
  test('surprise: bits of each cell and their sum', async () => {
    const { actions, store } = open();
    await actions.measureSurprise();
    expect(store.getState().prior.surprise).toMatchObject({ known: 30, total: 60 });
    expect(store.getState().prior.surpriseShown).toBe(true);
  });

  test('surprise follows edits, once the hand is at rest, where that is wished', async () => {
    const { actions, store, edits } = open();
    await actions.measureSurprise();
    edits.setCell(3, 9);
    expect(store.getState().prior.surprise!.grid).not.toBe(store.getState().grids[0]);
    actions.followEdits(true);
    edits.setCell(4, 9);
    edits.setCell(5, 9);
    await vi.waitFor(() => expect(store.getState().prior.surprise!.grid).toBe(store.getState().grids[0]), 3000);
  });

  test('asks about the inspected cell once it is at rest', async () => {
    const { actions, store } = open();
    store.setState({ cursor: 8 });
    actions.look(true);
    await vi.waitFor(() => expect(store.getState().prior.expectation?.cell).toBe(8));
    actions.look(false);
    expect(store.getState().prior.expectation).toBeNull();
  });
});
