// The masked prior's book-keeping with a model that is played: each cell's logits are a hash of all that its window shows.
// The real model's numbers are tested in tests/gpu/prior-golden.test.ts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepAfter, writtenAfter } from '../../core/sampling/masked-schedule.ts';
import { bitsOf } from '../../core/sampling/softmax.ts';
import { createGrid, type TokenGrid } from '../../core/token-grid.ts';
import { JobQueue } from '../queue.ts';
import { MaskedPrior } from './masked.ts';
import { atOnce, gridsOf, holesOf, playSession } from './played.ts';
import type { MaskedManifest } from './prior-manifest.ts';
import type { FillOptions } from './prior-protocol.ts';
import { HeldTurns, type Turns } from './turns.ts';

const codebookSize = 16;
const mask = 16;
const side = 8;
const any = 3;

const manifest: MaskedManifest = {
  id: 'played',
  level: 'main',
  file: 'played.onnx',
  bytes: 1,
  sha256: '0'.repeat(64),
  type: 'masked',
  grid: [side, side],
  maskToken: mask,
  conditions: [{ name: 'class', values: ['a', 'b', 'c'], any }],
  inputs: { tokens: 't', condition: 'c' },
  outputs: { logits: 'l' },
  context: side * side,
};

const options: FillOptions = {
  condition: [1],
  seed: 5,
  temperature: 1,
  topK: null,
  topP: 1,
  guidance: 1,
  steps: 5,
};

function logitsOf(tokens: Int32Array, condition: number): Float32Array {
  const hash = tokens.reduce((sum, token) => (Math.imul(sum + 1, 7919) + token * 104_729 + 13) & 0xfffff, condition);
  return Float32Array.from(
    { length: tokens.length * codebookSize },
    (_, i) => (Math.imul(hash + i, 7919) & 1023) / 250,
  );
}

function play() {
  const { looks, ...played } = playSession(logitsOf);
  return { prior: new MaskedPrior({ manifest, codebookSize, codesAbove: 0, ...played }), looks };
}

const grids = gridsOf(codebookSize);
const holes = holesOf(codebookSize);

interface Filling {
  readonly open?: readonly number[];
  readonly limit?: number;
  readonly turns?: Turns;
  readonly change?: Partial<FillOptions>;
}

async function fill(prior: MaskedPrior, grid: TokenGrid, cells: readonly number[], filling: Filling = {}) {
  const { open = cells, limit = cells.length, turns = atOnce, change = {} } = filling;
  const tokens = grid.tokens.slice();
  const order: number[] = [];
  await prior.fill({ grid, cells, open, limit, options: { ...options, ...change } }, turns, ({ index, code }) => {
    tokens[index] = code;
    order.push(index);
  });
  turns.rest();
  return { grid: { ...grid, tokens }, order };
}

describe('fill', () => {
  test('writes every open cell once, keeps all others', async () => {
    await fc.assert(
      fc.asyncProperty(holes, async ({ grid, cells }) => {
        const before = grid.tokens.slice();
        const filled = await fill(play().prior, grid, cells);
        expect([...filled.order].sort((a, b) => a - b)).toEqual(cells);
        filled.grid.tokens.forEach((token, cell) => {
          if (cells.includes(cell)) expect(token).toBeLessThan(codebookSize);
          else expect(token).toBe(before[cell]);
        });
        expect(grid.tokens).toEqual(before);
      }),
    );
  });

  test('a run stopped after any step goes on to the same tokens in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(holes, fc.nat(), async ({ grid, cells }, cut) => {
        const whole = await fill(play().prior, grid, cells);
        const first = await fill(play().prior, grid, cells, { limit: 1 + (cut % cells.length) });
        const open = cells.filter((cell) => !first.order.includes(cell));
        const rest = await fill(play().prior, first.grid, cells, { open });
        expect([...first.order, ...rest.order]).toEqual(whole.order);
        expect(rest.grid).toEqual(whole.grid);
      }),
    );
  });

  test('shows the model what is known and nothing else: what is open, or beside the grid, is masked', async () => {
    await fc.assert(
      fc.asyncProperty(holes, async ({ grid, cells }) => {
        const { prior, looks } = play();
        await fill(prior, grid, cells, { change: { steps: 1 } });
        const known = grid.tokens.length - cells.length;
        for (const look of looks) expect(look.filter((token) => token !== mask).length).toBeLessThanOrEqual(known);
        if (grid.width <= side && grid.height <= side) {
          expect(looks).toHaveLength(1);
          expect(looks[0]!.filter((token) => token !== mask)).toEqual(
            grid.tokens.filter((_, cell) => !cells.includes(cell)),
          );
        }
      }),
    );
  });

  test('a hole that fits takes one look a step, in a window about its middle; two with guidance', async () => {
    const grid = {
      ...createGrid({ width: 20, height: 20 }),
      tokens: Int32Array.from({ length: 400 }, (_, i) => i % 16),
    };
    const cells = [8, 9, 10].flatMap((y) => [8, 9, 10, 11].map((x) => 20 * y + x));
    const plain = play();
    await fill(plain.prior, grid, cells);
    expect(plain.looks).toHaveLength(5);
    // Columns 6 to 13 and rows 5 to 12: the hole's corner lies two to the right and three down.
    expect(plain.looks[0]!.indexOf(mask)).toBe(3 * side + 2);
    const guided = play();
    await fill(guided.prior, grid, cells, { change: { guidance: 2 } });
    expect(guided.looks).toHaveLength(10);
    const told = play();
    await fill(told.prior, grid, cells, { change: { guidance: 2, condition: [any] } });
    expect(told.looks).toHaveLength(5);
  });

  test('each step writes as many as the schedule says, given what the steps before it wrote', async () => {
    const grid = createGrid({ width: side, height: side });
    const cells = Array.from(grid.tokens.keys());
    const { prior, looks } = play();
    const { order, grid: filled } = await fill(prior, grid, cells, { change: { temperature: 0 } });
    expect(looks).toHaveLength(5);
    looks.forEach((look, step) => {
      const logits = logitsOf(look, 1);
      const now = order.slice(writtenAfter(step, 5, 64), writtenAfter(step + 1, 5, 64));
      expect([...look].flatMap((token, cell) => (token === mask ? [] : [cell]))).toEqual(
        order.slice(0, writtenAfter(step, 5, 64)).sort((a, b) => a - b),
      );
      for (const cell of now) {
        const row = logits.subarray(cell * codebookSize, (cell + 1) * codebookSize);
        expect(filled.tokens[cell]).toBe(row.indexOf(Math.max(...row)));
      }
    });
    expect(stepAfter(64, 5, 64)).toBe(4);
  });

  test('what one step writes lies everywhere, in each window alike', async () => {
    const grid = createGrid({ width: 2 * side, height: 2 * side });
    const cells = Array.from(grid.tokens.keys());
    for (const seed of [1, 2, 3]) {
      const { order } = await fill(play().prior, grid, cells, { change: { steps: 4, seed } });
      // 20 of 256 in the first step, 75 in the first two.
      for (const count of [writtenAfter(1, 4, 256), writtenAfter(2, 4, 256)]) {
        const quarters = [0, 0, 0, 0];
        for (const cell of order.slice(0, count)) {
          quarters[2 * Number(cell >= 2 * side * side) + Number(cell % (2 * side) >= side)]!++;
        }
        expect(Math.max(...quarters) - Math.min(...quarters)).toBeLessThanOrEqual(1);
      }
    }
  });

  test('another seed writes something else, the same one the same', async () => {
    const grid = createGrid({ width: 12, height: 9 });
    const cells = Array.from(grid.tokens.keys());
    const first = await fill(play().prior, grid, cells);
    expect(await fill(play().prior, grid, cells)).toEqual(first);
    expect((await fill(play().prior, grid, cells, { change: { seed: 6 } })).grid).not.toEqual(first.grid);
  });

  test('two jobs that take turns do not disturb each other', async () => {
    const queue = new JobQueue();
    const turns = () => new HeldTurns(queue, 'idle', new AbortController().signal);
    const { prior } = play();
    const one = createGrid({ width: 12, height: 9 });
    const other = createGrid({ width: 5, height: 20 }, 3);
    const cells = (grid: TokenGrid) => Array.from(grid.tokens.keys());
    const together = await Promise.all([
      fill(prior, one, cells(one), { turns: turns() }),
      fill(prior, other, cells(other), { turns: turns() }),
    ]);
    expect(together).toEqual([
      await fill(play().prior, one, cells(one)),
      await fill(play().prior, other, cells(other)),
    ]);
  });
});

describe('looking inside', () => {
  test('a cell’s distribution is given all others, from the middle of its window', async () => {
    await fc.assert(
      fc.asyncProperty(grids, fc.nat(), async (grid, place) => {
        const cell = place % grid.tokens.length;
        const { prior, looks } = play();
        const { conditional, unconditional } = await prior.distribution({ grid }, cell, [1], atOnce);
        const at = looks[0]!.findIndex(
          (token, position) => token === mask && conditional[0] === logitsOf(looks[0]!, 1)[position * codebookSize],
        );
        expect(at).toBeGreaterThanOrEqual(0);
        expect(conditional).toEqual(logitsOf(looks[0]!, 1).slice(at * codebookSize, (at + 1) * codebookSize));
        expect(unconditional).toHaveLength(codebookSize);
        const shown = looks[0]!.filter((token) => token !== mask).length;
        expect(shown).toBe(Math.min(side, grid.width) * Math.min(side, grid.height) - 1);
        if (grid.width >= 2 * side && cell % grid.width >= side / 2 && cell % grid.width < grid.width - side / 2) {
          expect(at % side).toBe(side / 2);
        }
      }),
    );
  });

  test('surprise tells every cell once, its own token hidden, fifteen in sixteen around it shown', async () => {
    const grid = { width: side, height: side, tokens: Int32Array.from({ length: 64 }, (_, i) => (7 * i) % 16) };
    const { prior, looks } = play();
    const bits = new Map<number, number>();
    await prior.surprise({ grid }, [2], atOnce, (cell, value) => {
      expect(bits.has(cell)).toBe(false);
      bits.set(cell, value);
    });
    expect(bits.size).toBe(64);
    expect(looks).toHaveLength(16);
    for (const look of looks) {
      expect(look.filter((token) => token === mask)).toHaveLength(4);
      const logits = logitsOf(look, 2);
      look.forEach((token, cell) => {
        if (token !== mask) return;
        const row = logits.subarray(cell * codebookSize, (cell + 1) * codebookSize);
        expect(bits.get(cell)).toBe(bitsOf(row, grid.tokens[cell]!));
      });
    }
  });
});
