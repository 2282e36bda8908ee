// The default pack's prior through the app's own engine, in a real browser: the cache against runs without one, windows
// on grids of other sizes, seeds, what is kept, and how fast tokens come.
import type { InferenceSession } from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Sampler } from '../../src/core/sampling/sampler.ts';
import { bitsOf, guide } from '../../src/core/sampling/softmax.ts';
import { createGrid, type TokenGrid } from '../../src/core/token-grid.ts';
import { defaultPackId } from '../../src/engine/packs/default-pack.ts';
import { downloadPackFile } from '../../src/engine/packs/download.ts';
import { type LoadedPack, loadPack } from '../../src/engine/packs/load-pack.ts';
import { shippedPacks } from '../../src/engine/packs/shipped.ts';
import type { AutoregressiveManifest } from '../../src/engine/prior/prior-manifest.ts';
import type { FillOptions, PriorEvent } from '../../src/engine/prior/prior-protocol.ts';
import { Priors } from '../../src/engine/prior/priors.ts';
import { positionIn, readPrefix, windowAround } from '../../src/engine/prior/windows.ts';
import { JobQueue } from '../../src/engine/queue.ts';
import { OnnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';
import { gpuMemory } from '../../src/gpu/buffers.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { openGpu } from './adapter.ts';
import { all, any, filled, never, options, someGrid, told } from './prior.cases.ts';

const source = shippedPacks.get(defaultPackId)!;
const tolerance = 1e-4;

let pack: LoadedPack;
let runtime: OnnxRuntime;
let queue: JobQueue;
let manifest: AutoregressiveManifest;
let events: PriorEvent[];
let priors: Priors;
/** The step graph, for runs of the test's own. */
let session: InferenceSession;

/** @returns the codes of the cells, in their order */
async function fill(grid: TokenGrid, cells: readonly number[], change: Partial<FillOptions> = {}, signal = never) {
  const job = { grid, cells, open: cells, limit: cells.length, options: { ...options, ...change } };
  const { changes } = await priors.fill(1, { prior: manifest.id, ...job }, signal);
  expect(changes.map(({ index }) => index)).toEqual(cells);
  return { codes: Int32Array.from(changes, ({ code }) => code) };
}

beforeAll(async () => {
  pack = await loadPack(source, () => undefined);
  runtime = new OnnxRuntime(null);
  queue = new JobQueue();
  events = [];
  priors = new Priors({ source, pack, runtime, gpu: null, wish: 'wasm', queue, emit: (event) => events.push(event) });
  const [prior] = pack.manifest.priors;
  if (prior?.type !== 'autoregressive') throw new Error('The default pack brings an autoregressive prior.');
  manifest = prior;
  const { bytes } = await downloadPackFile(manifest, source.urls[manifest.file]!, { onBytes: () => undefined });
  session = await runtime.createSession(bytes, 'wasm');
});

/** The logits of a cell by the step graph alone: everything before it is read again, nothing is reused. */
async function naiveLogits(grid: TokenGrid, cell: number, condition: readonly number[]): Promise<Float32Array> {
  const { inputs, outputs, layers, heads, context, headDim } = manifest;
  const window = windowAround(cell, grid, { width: manifest.grid[1], height: manifest.grid[0] });
  const last = positionIn(window, cell, grid);
  const read = new Int32Array(context + 1);
  readPrefix(grid, window, last, manifest.startToken, read);
  const dims = [layers, heads, context, headDim];
  const past = [0, 1].map(() => new Float32Array(layers * heads * context * headDim)) as [Float32Array, Float32Array];
  let logits = new Float32Array();
  for (let position = 0; position <= last; position++) {
    const result = await session.run({
      [inputs.token]: runtime.int32(Int32Array.of(read[position]!), [1]),
      [inputs.position]: runtime.int32(Int32Array.of(position), [1]),
      [inputs.condition]: runtime.int32(Int32Array.from(condition), [condition.length]),
      [inputs.pastKey]: runtime.float32(past[0], dims),
      [inputs.pastValue]: runtime.float32(past[1], dims),
    });
    logits = result[outputs.logits]!.data as Float32Array<ArrayBuffer>;
    [outputs.key, outputs.value].forEach((name, which) => {
      const row = result[name]!.data as Float32Array;
      for (let head = 0; head < layers * heads; head++) {
        past[which]!.set(row.subarray(head * headDim, (head + 1) * headDim), (head * context + position) * headDim);
      }
    });
  }
  return logits;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}

describe('the cache', () => {
  test('gives the logits of a run without one, in whatever order cells are asked for', async () => {
    const grid = someGrid(16, 16);
    const request = { prior: manifest.id, grid, condition: told };
    // Forward, back, elsewhere, and again after other tokens were read in between.
    await priors.distribution({ ...request, cell: 24 }, never);
    await priors.distribution({ ...request, grid: someGrid(16, 15), cell: 26 }, never);
    for (const cell of [20, 0, 25]) {
      const { conditional, unconditional } = await priors.distribution({ ...request, cell }, never);
      expect(largestDifference(conditional, await naiveLogits(grid, cell, told))).toBeLessThan(tolerance);
      expect(largestDifference(unconditional!, await naiveLogits(grid, cell, any))).toBeLessThan(tolerance);
    }
  });

  test('two questions that take turns do not disturb each other', async () => {
    const grid = someGrid(16, 16);
    const blank = createGrid({ width: 16, height: 16 });
    const request = { prior: manifest.id, condition: told };
    const [alone, filledAlone] = [
      await priors.distribution({ ...request, grid, cell: 30 }, never),
      await fill(blank, all(blank).slice(0, 34)),
    ];
    const [together, filledTogether] = await Promise.all([
      priors.distribution({ ...request, grid, cell: 30 }, never),
      fill(blank, all(blank).slice(0, 34)),
    ]);
    expect(largestDifference(together.conditional, alone.conditional)).toBeLessThan(tolerance);
    expect(filledTogether.codes).toEqual(filledAlone.codes);
  });

  test('windows on a larger grid are read as if each stood alone', async () => {
    const grid = someGrid(28, 30);
    // Behind a window that has moved both ways, and beside one that has moved right.
    for (const cell of [12 * 28 + 13, 2 * 28 + 27]) {
      const { conditional } = await priors.distribution({ prior: manifest.id, grid, cell, condition: any }, never);
      expect(largestDifference(conditional, await naiveLogits(grid, cell, any))).toBeLessThan(tolerance);
    }
  });
});

describe('fill', () => {
  test('the same seed gives the same grid, at once or in parts; another seed another one', async () => {
    const blank = createGrid({ width: 16, height: 16 });
    const cells = all(blank).slice(0, 24);
    const { codes } = await fill(blank, cells);
    const start = filled(blank, cells.slice(0, 10), codes.subarray(0, 10));
    const { codes: rest } = await fill(start, cells.slice(10));
    expect([...codes.subarray(10)]).toEqual([...rest]);
    expect([...(await fill(blank, cells, { seed: 8 })).codes]).not.toEqual([...codes]);
  });

  test('draws each token from its own cell’s logits', async () => {
    const blank = createGrid({ width: 16, height: 16 });
    const cells = all(blank).slice(0, 12);
    const { codes } = await fill(blank, cells, { guidance: 2.5 });
    const grid = filled(blank, cells, codes);
    const sampler = new Sampler(4096);
    for (const cell of [0, 11]) {
      const mixed = new Float32Array(4096);
      guide(await naiveLogits(grid, cell, told), await naiveLogits(grid, cell, any), 2.5, mixed);
      expect(sampler.draw(mixed, options, { seed: options.seed, place: cell })).toBe(codes[cell]);
    }
  });

  test('a hole of any shape on a larger grid: one code a cell, in order', async () => {
    const grid = someGrid(24, 20);
    const hole = [0, 5, 23, 24, 100, 101];
    const before = grid.tokens.slice();
    const { codes } = await fill(grid, hole);
    expect(codes).toHaveLength(hole.length);
    expect(codes.every((code) => code >= 0 && code < 4096)).toBe(true);
    expect(grid.tokens).toEqual(before);
    const told = events.flatMap((event) => (event.type === 'prior-tokens' ? event.changes : []));
    expect(told.every(({ code }) => code >= 0 && code < 4096)).toBe(true);
  });

  test('stops between two tokens, and something urgent goes ahead of the next one', async () => {
    const blank = createGrid({ width: 16, height: 16 });
    const controller = new AbortController();
    const running = fill(blank, all(blank), {}, controller.signal);
    const urgent = queue.add('live', async () => performance.now());
    const start = performance.now();
    expect((await urgent) - start).toBeLessThan(500);
    controller.abort();
    await expect(running).rejects.toMatchObject({ kind: 'aborted' });
  });
});

describe('surprise', () => {
  test('is −log2 of the probability of each token', async () => {
    const grid = someGrid(4, 5);
    const bits = await priors.surprise(1, { prior: manifest.id, grid, condition: told }, never);
    for (const cell of [0, 7])
      expect(bits[cell]).toBeCloseTo(bitsOf(await naiveLogits(grid, cell, told), grid.tokens[cell]!), 3);
  });

  test('what the prior wrote surprises it less than noise', async () => {
    const blank = createGrid({ width: 16, height: 4 });
    const { codes } = await fill(blank, all(blank));
    const total = async (grid: TokenGrid) =>
      (await priors.surprise(1, { prior: manifest.id, grid, condition: told }, never)).reduce(
        (sum, bits) => sum + bits,
        0,
      );
    expect(await total(filled(blank, all(blank), codes))).toBeLessThan((await total(someGrid(16, 4))) / 2);
  });
});

describe('on WebGPU', () => {
  let gpu: Gpu;
  let onGpu: Priors;
  const emitted: PriorEvent[] = [];

  beforeAll(async () => {
    gpu = await openGpu();
    const withGpu = new OnnxRuntime(gpu.device);
    const emit = (event: PriorEvent) => emitted.push(event);
    onGpu = new Priors({ source, pack, runtime: withGpu, gpu, wish: 'webgpu', queue: new JobQueue(), emit });
  });

  afterAll(async () => {
    await onGpu?.dispose();
    expect(gpuMemory(gpu.device!).buffers).toBe(0);
    gpu?.destroy();
  });

  test('a cell’s logits are those that WebAssembly gives', async () => {
    const request = { prior: manifest.id, grid: someGrid(16, 16), cell: 5, condition: told };
    const [there, here] = [await onGpu.distribution(request, never), await priors.distribution(request, never)];
    expect(emitted).toContainEqual({ type: 'prior-opened', backend: 'webgpu' });
    expect(largestDifference(there.conditional, here.conditional)).toBeLessThan(tolerance);
    expect(largestDifference(there.unconditional!, here.unconditional!)).toBeLessThan(tolerance);
  });

  test('the same seed gives the same grid, drawn on the device or mixed by guidance; kept cells are read', async () => {
    const grid = someGrid(16, 16);
    const cells = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12];
    for (const [count, change] of [
      [cells.length, {}],
      [3, { guidance: 2.5 }],
    ] as const) {
      const open = cells.slice(0, count);
      const job = { prior: manifest.id, grid, cells: open, open, limit: count, options: { ...options, ...change } };
      const { changes } = await onGpu.fill(1, job, never);
      expect(changes).toEqual((await priors.fill(1, job, never)).changes);
    }
  });
});
