// The default pack's PixelCNN with our own kernels: against ONNX Runtime, which computes all rows of the graph anew for
// each cell, and against itself asked in another order.
import { readFileSync } from 'node:fs';
import * as ort from 'onnxruntime-web/wasm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TokenGrid } from '../../../core/token-grid.ts';
import type { OnnxRuntime } from '../../runtime/onnx-runtime.ts';
import { PixelCnnPrior } from '../pixelcnn.ts';
import { atOnce } from '../played.ts';
import type { PixelCnnManifest } from '../prior-manifest.ts';
import type { FillOptions } from '../prior-protocol.ts';
import { OnnxRows } from './onnx-rows.ts';
import { OwnRows } from './own-rows.ts';
import type { RowsModel } from './rows-model.ts';

const pack = new URL('../../../../models/packs/photo-vqgan-f8/', import.meta.url);
const { priors } = JSON.parse(readFileSync(new URL('manifest.json', pack), 'utf8'));
const manifest = priors.find(({ type }: { type: string }) => type === 'pixelcnn') as PixelCnnManifest;
const file = readFileSync(new URL(manifest.file, pack));
const codebookSize = manifest.maskToken;

/** Of logits, which lie some ten apart. Sums run in other orders. */
const tolerance = 1e-4;

/** Milliseconds: ONNX Runtime takes half a second a cell where other tests run beside these. */
const patience = 30_000;

const told = [3, 2];

let theirs: OnnxRows;

beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
  const runtime = { int32: (data: Int32Array, dims: number[]) => new ort.Tensor('int32', data, dims) };
  theirs = new OnnxRows({ manifest, codebookSize, runtime: runtime as unknown as OnnxRuntime, session });
}, patience);

afterAll(() => theirs.dispose());

function openOurs(): OwnRows {
  const ours = OwnRows.create(file, manifest);
  if (!ours) throw new Error('The graph is not known.');
  return ours;
}

const priorOf = (model: RowsModel) => new PixelCnnPrior({ manifest, codebookSize, model });

/** Some tokens, others for another seed. */
function someGrid(width: number, height: number, seed = 1): TokenGrid {
  const tokens = Int32Array.from(
    { length: width * height },
    (_, i) => (Math.imul(i + seed, 2_654_435_761) >>> 7) % codebookSize,
  );
  return { width, height, tokens };
}

/** A cell's logits, under the condition that is told and under the other one. */
async function logitsOf(prior: PixelCnnPrior, grid: TokenGrid, cell: number): Promise<Float32Array[]> {
  const { conditional, unconditional } = await prior.distribution({ grid }, cell, told, atOnce);
  return [conditional, unconditional!];
}

function farthest(some: readonly Float32Array[], others: readonly Float32Array[]): number {
  return Math.max(...some.map((logits, i) => logits.reduce((m, x, j) => Math.max(m, Math.abs(x - others[i]![j]!)), 0)));
}

test.each([
  [16, 16, [0, 1, 15, 37, 130, 131, 255]],
  // Seen through windows, the last of which begins at column 8.
  [24, 9, [5, 12, 24, 7 * 24 + 12, 7 * 24 + 20, 9 * 24 - 1]],
  // Columns that are not there.
  [5, 12, [4, 5, 59]],
])(
  'logits are those of ONNX Runtime to 10⁻⁴: %i×%i',
  async (width, height, cells) => {
    const grid = someGrid(width, height);
    const [ours, reference] = [priorOf(openOurs()), priorOf(theirs)];
    let largest = 0;
    for (const cell of cells) {
      largest = Math.max(largest, farthest(await logitsOf(ours, grid, cell), await logitsOf(reference, grid, cell)));
    }
    expect(largest).toBeLessThan(tolerance);
  },
  patience,
);

test(
  'what is kept makes no difference: the same bits in any order, after edits and beside other windows',
  async () => {
    const grid = someGrid(24, 9);
    const [ours, fresh] = [priorOf(openOurs()), priorOf(openOurs())];
    const last = grid.tokens.length - 1;
    expect(farthest(await logitsOf(fresh, grid, last), await inOrder(ours, grid, last))).toBe(0);
    for (const cell of [200, 13, 101, 99]) {
      const expected = (await logitsOf(ours, grid, cell)).map((logits) => logits.slice());
      // Another grid where the same windows lie: all of it, or but one token beside the cell, above it or further up.
      await logitsOf(ours, someGrid(24, 9, 9), cell);
      expect(farthest(await logitsOf(ours, grid, cell), expected)).toBe(0);
      for (const before of [1, 24, 100].filter((distance) => distance <= cell)) {
        const tokens = grid.tokens.slice();
        tokens[cell - before] = (tokens[cell - before]! + 1) % codebookSize;
        expect(farthest(await logitsOf(ours, { ...grid, tokens }, cell), expected)).toBeGreaterThan(0);
        expect(farthest(await logitsOf(ours, grid, cell), expected)).toBe(0);
      }
    }
  },
  patience,
);

/** Asks about all cells up to one. */
async function inOrder(prior: PixelCnnPrior, grid: TokenGrid, last: number): Promise<Float32Array[]> {
  for (let cell = 0; cell < last; cell++) await logitsOf(prior, grid, cell);
  return logitsOf(prior, grid, last);
}

test(
  'writes the tokens that ONNX Runtime writes, and memory stays as it is',
  async () => {
    const options: FillOptions = {
      condition: told,
      seed: 5,
      temperature: 1,
      topK: 100,
      topP: 0.95,
      guidance: 3,
      steps: 1,
    };
    const grid = someGrid(16, 10);
    // A hole, and all of a row that comes after it.
    const cells = [36, 37, 38, 53, 54, ...Array.from({ length: 16 }, (_, x) => 96 + x)];
    const model = openOurs();
    const write = async (prior: PixelCnnPrior) => {
      const codes: number[] = [];
      const job = { grid, cells, open: cells, limit: cells.length, options };
      await prior.fill(job, atOnce, ({ code }) => codes.push(code));
      return codes;
    };
    const written = await write(priorOf(model));
    expect(written).toEqual(await write(priorOf(theirs)));
    const { size } = model;
    for (let run = 0; run < 5; run++) expect(await write(priorOf(model))).toEqual(written);
    expect(model.size).toBe(size);
  },
  patience,
);
