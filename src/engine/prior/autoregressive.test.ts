// The prior's book-keeping with a model that is played: its logits are a hash of all that it was ever told, in order, so
// that one wrong row in a cache changes everything. The real model's numbers are tested in tests/gpu/prior-golden.test.ts.
import fc from 'fast-check';
import type { InferenceSession } from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { Sampler } from '../../core/sampling/sampler.ts';
import { createGrid, type TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../engine-error.ts';
import { JobQueue } from '../queue.ts';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import { AutoregressivePrior } from './autoregressive.ts';
import type { AutoregressiveManifest } from './prior-manifest.ts';
import type { FillOptions } from './prior-protocol.ts';
import { OnnxStep } from './step/onnx-step.ts';
import type { StepModel } from './step/step-model.ts';
import { HeldTurns, type Turns } from './turns.ts';
import { positionIn, readPrefix, windowAround } from './windows.ts';

const codebookSize = 16;
const side = 8;
const any = 3;

const manifest: AutoregressiveManifest = {
  id: 'played',
  level: 'main',
  file: 'played.onnx',
  bytes: 1,
  sha256: '0'.repeat(64),
  type: 'autoregressive',
  grid: [side, side],
  order: 'raster',
  startToken: codebookSize,
  conditions: [{ name: 'class', values: ['a', 'b', 'c'], any }],
  inputs: { token: 't', position: 'p', condition: 'c', pastKey: 'k', pastValue: 'v' },
  outputs: { logits: 'l', key: 'K', value: 'V' },
  layers: 1,
  heads: 2,
  headDim: 1,
  context: side * side,
};

const options: FillOptions = { condition: [1], seed: 5, temperature: 1, topK: null, topP: 1, guidance: 1, steps: 8 };

/** One more token into a hash of those before it; exact in float32. */
function mix(hash: number, token: number): number {
  return (Math.imul(hash + 1, 7919) + token * 104_729 + 13) & 0xfffff;
}

function logitsOf(hash: number): Float32Array {
  return Float32Array.from({ length: codebookSize }, (_, code) => (mix(hash, code) % 997) / 250);
}

/** What the model says of a cell by the definition: everything in the window before it, read once, in order. */
function expectedLogits(grid: TokenGrid, cell: number, condition: number): Float32Array {
  const window = windowAround(cell, grid, { width: side, height: side });
  const last = positionIn(window, cell, grid);
  const inputs = new Int32Array(side * side + 1);
  readPrefix(grid, window, last, codebookSize, inputs);
  return logitsOf(inputs.subarray(0, last + 1).reduce(mix, condition));
}

function play() {
  let steps = 0;
  const runtime = {
    float32: (data: Float32Array) => ({ data }),
    int32: (data: Int32Array) => ({ data }),
  } as unknown as OnnxRuntime;
  const session = {
    run: async (feeds: Record<string, { data: Float32Array | Int32Array }>) => {
      steps++;
      const [token, position, condition] = ['t', 'p', 'c'].map((name) => feeds[name]!.data[0]!) as [
        number,
        number,
        number,
      ];
      // The second head's row before this one carries the hash; both heads must have been written where they belong.
      const past = feeds.k!.data;
      const before = position === 0 ? condition : past[side * side + position - 1]!;
      if (position > 0 && past[position - 1] !== before + 0.5) throw new Error('The heads of the cache disagree.');
      const hash = mix(before, token);
      return {
        l: { data: logitsOf(hash) },
        K: { data: Float32Array.of(hash + 0.5, hash) },
        V: { data: Float32Array.of(0, 0) },
      };
    },
    release: async () => undefined,
  } as unknown as InferenceSession;
  const step = new OnnxStep({ manifest, runtime, session });
  const prior = new AutoregressivePrior({ manifest, codebookSize, step });
  return { prior, steps: () => steps };
}

/** The same model as one that draws tokens itself, and tells of them when they are collected. */
function playDrawing() {
  let hash = 0;
  let firstPromise = 1;
  const drafts: { readonly first: number; readonly tokens: Int32Array }[] = [];
  const step: StepModel = {
    backend: 'webgpu',
    openWindow: () => {
      const hashes = new Int32Array(side * side + 1);
      return {
        read: async (position, token, [condition]) => {
          const draft = drafts.find(({ first, tokens }) => -token >= first && -token < first + tokens.length);
          if (token < 0 && !draft) throw new Error('A promise of nobody.');
          hashes[position + 1] = mix(
            position === 0 ? condition! : hashes[position]!,
            draft ? draft.tokens[-token - draft.first]! : token,
          );
          hash = hashes[position + 1]!;
        },
      };
    },
    logits: async () => logitsOf(hash),
    openDraft: (grid) => {
      const draft = { first: firstPromise, tokens: grid.tokens.slice() };
      firstPromise += grid.tokens.length;
      drafts.push(draft);
      const sampler = new Sampler(codebookSize);
      return {
        promised: (cell) => -(draft.first + cell),
        draw: (cell, shaping, seed) => {
          draft.tokens[cell] = sampler.draw(logitsOf(hash), shaping, { seed, place: cell });
        },
        collect: async (cells) => cells.map((cell) => draft.tokens[cell]!),
        dispose: () => drafts.splice(drafts.indexOf(draft), 1),
      };
    },
    dispose: async () => undefined,
  };
  return new AutoregressivePrior({ manifest, codebookSize, step });
}

const atOnce: Turns = { run: (step) => step(), rest: () => undefined };

const sizes = fc.record({ width: fc.integer({ min: 1, max: 20 }), height: fc.integer({ min: 1, max: 20 }) });
const grids: fc.Arbitrary<TokenGrid> = sizes.chain(({ width, height }) =>
  fc
    .array(fc.nat(codebookSize - 1), { minLength: width * height, maxLength: width * height })
    .map((tokens) => ({ width, height, tokens: Int32Array.from(tokens) })),
);

async function filled(
  prior: AutoregressivePrior,
  grid: TokenGrid,
  cells: readonly number[],
  turns = atOnce,
  change = {},
) {
  const tokens = grid.tokens.slice();
  const job = { grid, cells, open: cells, limit: cells.length, options: { ...options, ...change } };
  await prior.fill(job, turns, ({ index, code }) => {
    tokens[index] = code;
  });
  turns.rest();
  return { ...grid, tokens };
}

describe('what a cell is given', () => {
  test('is its window’s content, whatever was asked before, of whichever grid', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(grids, fc.nat(), fc.nat(any)), { maxLength: 12 }), async (questions) => {
        const { prior } = play();
        for (const [grid, place, condition] of questions) {
          const cell = place % grid.tokens.length;
          const { conditional, unconditional } = await prior.distribution({ grid }, cell, [condition], atOnce);
          expect(conditional).toEqual(expectedLogits(grid, cell, condition));
          expect(unconditional).toEqual(condition === any ? null : expectedLogits(grid, cell, any));
        }
      }),
    );
  });

  test('stays so when two jobs take turns', async () => {
    await fc.assert(
      fc.asyncProperty(grids, grids, async (one, other) => {
        const queue = new JobQueue();
        const turns = () => new HeldTurns(queue, 'idle', new AbortController().signal);
        const { prior } = play();
        const cells = (grid: TokenGrid) => Array.from(grid.tokens.keys()).slice(0, 24);
        const together = await Promise.all([
          filled(prior, one, cells(one), turns()),
          filled(prior, other, cells(other), turns(), { seed: 6 }),
        ]);
        const alone = [
          await filled(play().prior, one, cells(one)),
          await filled(play().prior, other, cells(other), atOnce, { seed: 6 }),
        ];
        expect(together).toEqual(alone);
      }),
      { numRuns: 20 },
    );
  });
});

describe('fill', () => {
  test('keeps every other cell, and gives the same tokens in one go and in parts', async () => {
    await fc.assert(
      fc.asyncProperty(grids, fc.array(fc.nat(399)), fc.nat(), async (grid, places, cut) => {
        const cells = [...new Set(places.map((place) => place % grid.tokens.length))].sort((a, b) => a - b);
        const whole = await filled(play().prior, grid, cells);
        grid.tokens.forEach((token, cell) => {
          if (!cells.includes(cell)) expect(whole.tokens[cell]).toBe(token);
        });
        const at = cut % (cells.length + 1);
        const { prior } = play();
        const half = await filled(prior, grid, cells.slice(0, at));
        expect(await filled(prior, half, cells.slice(at))).toEqual(whole);
      }),
    );
  });

  test('a grid of the prior’s own size takes one step a token, two with guidance', async () => {
    const blank = createGrid({ width: side, height: side });
    const cells = Array.from(blank.tokens.keys());
    const plain = play();
    await filled(plain.prior, blank, cells);
    expect(plain.steps()).toBe(64);
    const guided = play();
    await filled(guided.prior, blank, cells, atOnce, { guidance: 2 });
    expect(guided.steps()).toBe(128);
    const unguided = play();
    await filled(unguided.prior, blank, cells, atOnce, { guidance: 2, condition: [any] });
    expect(unguided.steps()).toBe(64);
  });

  test('a grid four times as wide takes about three steps a token', async () => {
    const blank = createGrid({ width: 4 * side, height: 4 * side });
    const { prior, steps } = play();
    await filled(prior, blank, Array.from(blank.tokens.keys()));
    expect(steps() / blank.tokens.length).toBeLessThan(3.2);
  });

  test('one that is stopped leaves nothing behind that disturbs the next', async () => {
    const blank = createGrid({ width: 12, height: 9 });
    const cells = Array.from(blank.tokens.keys());
    const { prior, steps } = play();
    const stopping: Turns = {
      run: (step) => (steps() < 40 ? step() : Promise.reject(new EngineError('aborted', 'Stopped.'))),
      rest: () => undefined,
    };
    await expect(filled(prior, blank, cells, stopping, { seed: 9 })).rejects.toMatchObject({ kind: 'aborted' });
    expect(await filled(prior, blank, cells)).toEqual(await filled(play().prior, blank, cells));
  });
});

describe('a model that draws tokens itself', () => {
  test('writes the tokens that the app’s sampler draws from its logits', async () => {
    await fc.assert(
      fc.asyncProperty(grids, fc.array(fc.nat(399)), fc.constantFrom(1, 2), async (grid, places, guidance) => {
        const cells = [...new Set(places.map((place) => place % grid.tokens.length))].sort((a, b) => a - b);
        const expected = await filled(play().prior, grid, cells, atOnce, { guidance });
        expect(await filled(playDrawing(), grid, cells, atOnce, { guidance })).toEqual(expected);
      }),
    );
  });

  test('two jobs that take turns do not take each other’s promises', async () => {
    await fc.assert(
      fc.asyncProperty(grids, grids, async (one, other) => {
        const queue = new JobQueue();
        const turns = () => new HeldTurns(queue, 'idle', new AbortController().signal);
        const prior = playDrawing();
        const cells = (grid: TokenGrid) => Array.from(grid.tokens.keys()).slice(0, 24);
        const together = await Promise.all([
          filled(prior, one, cells(one), turns()),
          filled(prior, other, cells(other), turns(), { seed: 6 }),
        ]);
        expect(together).toEqual([
          await filled(play().prior, one, cells(one)),
          await filled(play().prior, other, cells(other), atOnce, { seed: 6 }),
        ]);
      }),
      { numRuns: 20 },
    );
  });
});

test('surprise adds up what each token costs, given those before it', async () => {
  const grid = { width: 5, height: 3, tokens: Int32Array.from({ length: 15 }, (_, i) => (7 * i) % codebookSize) };
  const bits: number[] = [];
  await play().prior.surprise({ grid }, [2], atOnce, (cell, value) => {
    bits[cell] = value;
  });
  bits.forEach((value, cell) => {
    const logits = expectedLogits(grid, cell, 2);
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    expect(value).toBeCloseTo(-Math.log2(Math.exp(logits[grid.tokens[cell]!]!) / total), 5);
  });
});
