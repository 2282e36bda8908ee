// The PixelCNN's book-keeping with a model that is played: a cell's logits are a hash of the rows that the graph is shown,
// as far as that cell may see. The real model's numbers are tested in tests/gpu/prior-golden.test.ts.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitsOf } from '../../core/sampling/softmax.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { OnnxRows } from './pixelcnn/onnx-rows.ts';
import { PixelCnnPrior } from './pixelcnn.ts';
import { atOnce, gridsOf, holesOf, playSession } from './played.ts';
import type { PixelCnnManifest } from './prior-manifest.ts';
import type { FillOptions } from './prior-protocol.ts';

const codebookSize = 16;
const outside = 16;
const width = 8;
const rows = 3;
const any = 3;

const manifest: PixelCnnManifest = {
  id: 'played',
  level: 'main',
  file: 'played.onnx',
  bytes: 1,
  sha256: '0'.repeat(64),
  type: 'pixelcnn',
  grid: [width, width],
  order: 'raster',
  maskToken: outside,
  rows,
  conditions: [{ name: 'class', values: ['a', 'b', 'c'], any }],
  inputs: { tokens: 't', condition: 'c' },
  outputs: { logits: 'l' },
};

const options: FillOptions = { condition: [1], seed: 5, temperature: 1, topK: null, topP: 1, guidance: 1, steps: 1 };

/** Of the last row's cells: each a hash of the rows above and of what is left of it. */
function logitsOf(tokens: Int32Array, condition: number): Float32Array {
  const mix = (hash: number, token: number) => (Math.imul(hash + 1, 7919) + token * 104_729 + 13) & 0xfffff;
  const last = (rows - 1) * width;
  let hash = tokens.subarray(0, last).reduce(mix, condition);
  return Float32Array.from({ length: width * codebookSize }, (_, i) => {
    if (i > 0 && i % codebookSize === 0) hash = mix(hash, tokens[last + i / codebookSize - 1]!);
    return (Math.imul(hash + (i % codebookSize), 7919) & 1023) / 250;
  });
}

function play() {
  const { looks, ...played } = playSession(logitsOf);
  const model = new OnnxRows({ manifest, codebookSize, ...played });
  return { prior: new PixelCnnPrior({ manifest, codebookSize, model }), looks };
}

const grids = gridsOf(codebookSize);
const holes = holesOf(codebookSize);

async function fill(grid: TokenGrid, cells: readonly number[], open: readonly number[], limit: number) {
  const tokens = grid.tokens.slice();
  const order: number[] = [];
  await play().prior.fill({ grid, cells, open, limit, options }, atOnce, ({ index, code }) => {
    order.push(index);
    tokens[index] = code;
  });
  return { order, grid: { ...grid, tokens } };
}

test('a run that is stopped and goes on writes what one that was never stopped writes, in raster order', async () => {
  await fc.assert(
    fc.asyncProperty(holes, fc.nat(20), async ({ grid, cells }, limit) => {
      const whole = await fill(grid, cells, cells, cells.length);
      expect(whole.order).toEqual(cells);
      const begun = await fill(grid, cells, cells, limit);
      const rest = await fill(begun.grid, cells, cells.slice(limit), cells.length);
      expect(rest.grid).toEqual(whole.grid);
    }),
  );
});

test('each cell is written from rows that hold everything written before it', async () => {
  const { prior, looks } = play();
  const grid = { width, height: 4, tokens: new Int32Array(4 * width).fill(codebookSize - 1) };
  const cells = [9, 10, 17];
  const written: number[] = [];
  await prior.fill({ grid, cells, open: cells, limit: 3, options }, atOnce, ({ code }) => written.push(code));
  expect(looks).toHaveLength(3);
  // Row 1 with the one row above it, under a row that is not in the grid.
  expect([...looks[1]!.subarray(0, width)]).toEqual(Array(width).fill(outside));
  expect(looks[1]![2 * width + 1]).toBe(written[0]);
  expect([...looks[2]!.subarray(width + 1, width + 3)]).toEqual(written.slice(0, 2));
});

test('surprise and distribution tell the same, and a row takes one run for each window', async () => {
  await fc.assert(
    fc.asyncProperty(grids, async (grid) => {
      const { prior, looks } = play();
      const bits = new Float64Array(grid.tokens.length);
      await prior.surprise({ grid }, [2], atOnce, (cell, value) => {
        bits[cell] = value;
      });
      const windows = grid.width <= width ? 1 : Math.ceil((grid.width - width) / (width / 2)) + 1;
      expect(looks.length).toBeLessThanOrEqual(grid.height * windows);
      for (const cell of [0, grid.tokens.length >> 1, grid.tokens.length - 1]) {
        const { conditional, unconditional } = await prior.distribution({ grid }, cell, [2], atOnce);
        expect(bitsOf(conditional, grid.tokens[cell]!)).toBe(bits[cell]);
        expect(unconditional).not.toEqual(conditional);
      }
    }),
  );
});
