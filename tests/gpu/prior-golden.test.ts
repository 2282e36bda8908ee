// Every shipped prior through the app's own engine, in a real browser, against what PyTorch computed; the masked ones also:
// seeds, what is kept, and surprise.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Size } from '../../src/core/rect.ts';
import { bitsOf } from '../../src/core/sampling/softmax.ts';
import { createGrid, type TokenGrid } from '../../src/core/token-grid.ts';
import { loadPack } from '../../src/engine/packs/load-pack.ts';
import { shippedPacks } from '../../src/engine/packs/shipped.ts';
import type { FillOptions } from '../../src/engine/prior/prior-protocol.ts';
import { Priors } from '../../src/engine/prior/priors.ts';
import { JobQueue } from '../../src/engine/queue.ts';
import { OnnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';
import { all, filled, never, options, someGrid } from './prior.cases.ts';

let runtime: OnnxRuntime;

beforeAll(async () => {
  runtime = new OnnxRuntime(null);
});

/** A pack and its priors, on the CPU. */
async function open(id: string) {
  const source = shippedPacks.get(id)!;
  const itsPack = await loadPack(source, () => undefined);
  const queue = new JobQueue();
  const emit = () => undefined;
  return { itsPack, itsPriors: new Priors({ source, pack: itsPack, runtime, gpu: null, wish: 'wasm', queue, emit }) };
}

/** What PyTorch computed for one grid of a prior. */
interface PriorGolden {
  readonly tokens: readonly number[];
  readonly condition: readonly number[];
  /** Codes whose logits are kept, for some of the cells. */
  readonly codes: readonly number[];
  readonly logits: Readonly<Record<string, readonly number[]>>;
  /** Of a prior that is told a coarser level: that level's tokens over the grid. */
  readonly above?: readonly number[];
}

const rasterGoldens = import.meta.glob<PriorGolden>('/models/packs/*/golden/prior-{autoregressive,pixelcnn}.json', {
  eager: true,
  import: 'default',
});

for (const [path, { tokens, condition, codes, logits }] of Object.entries(rasterGoldens)) {
  const [, , , id, , file] = path.split('/');
  const type = file!.slice('prior-'.length, -'.json'.length);
  test(`the ${type} prior of ${id} gives the logits that PyTorch gives`, async () => {
    const { itsPack, itsPriors } = await open(id!);
    const { id: name } = itsPack.manifest.priors.find((prior) => prior.type === type)!;
    const grid: TokenGrid = { width: 16, height: 16, tokens: Int32Array.from(tokens) };
    const bits = await itsPriors.surprise(1, { prior: name, grid, condition }, never);
    for (const [cell, expected] of Object.entries(logits)) {
      const request = { prior: name, grid, cell: Number(cell), condition };
      const { conditional } = await itsPriors.distribution(request, never);
      for (const [i, code] of codes.entries()) expect(conditional[code]).toBeCloseTo(expected[i]!, 2);
      expect(bits[Number(cell)]).toBeCloseTo(bitsOf(conditional, tokens[Number(cell)]!), 3);
    }
  });
}

/** Of a pack of several levels there is one for each. */
const maskedGoldens = import.meta.glob<PriorGolden>('/models/packs/*/golden/prior-masked*.json', {
  eager: true,
  import: 'default',
});

for (const [path, golden] of Object.entries(maskedGoldens)) {
  const id = path.split('/')[3]!;
  const name = path.slice(path.lastIndexOf('/') + '/prior-'.length, -'.json'.length);
  describe(`the prior ${name} of ${id}`, () => {
    let masked: Priors;
    let maskToken: number;
    let codes: number;
    /** Of the level above; 0 where none is told. */
    let codesAbove: number;
    const squareOf = (tokens: readonly number[]): TokenGrid => {
      const side = Math.sqrt(tokens.length);
      return { width: side, height: side, tokens: Int32Array.from(tokens) };
    };
    const grid = squareOf(golden.tokens);
    const condition = golden.condition;
    const settings: FillOptions = { ...options, condition, steps: 6 };
    const own = ({ width, height, tokens }: TokenGrid) => ({
      width,
      height,
      tokens: tokens.map((code) => code % codes),
    });
    /** Some picture's worth of tokens above a grid. */
    const above = ({ width, height }: Size): TokenGrid | null => {
      if (!golden.above) return null;
      const { tokens, ...size } = someGrid(Math.ceil(width / 2), Math.ceil(height / 2));
      return { ...size, tokens: tokens.map((code) => code % codesAbove) };
    };

    beforeAll(async () => {
      const { itsPack, itsPriors } = await open(id);
      const prior = itsPack.manifest.priors.find((candidate) => candidate.id === name);
      if (prior?.type !== 'masked') throw new Error(`The pack brings no masked prior named ${name}.`);
      maskToken = prior.maskToken;
      const sizeOf = (level: string) =>
        itsPack.levels.find((candidate) => candidate.level.name === level)!.level.codebook.size;
      codes = sizeOf(prior.level);
      codesAbove = prior.above ? sizeOf(prior.above.level) : 0;
      expect(prior.above !== undefined).toBe(golden.above !== undefined);
      masked = itsPriors;
    });

    test('gives the logits that PyTorch gives', async () => {
      let compared = 0;
      for (const [cell, expected] of Object.entries(golden.logits)) {
        // The app masks the cell that it asks about: cells that the golden run knew would be asked something else.
        if (golden.tokens[Number(cell)] !== maskToken) continue;
        const request = { prior: name, grid, above: golden.above ? squareOf(golden.above) : null, condition };
        const { conditional } = await masked.distribution({ ...request, cell: Number(cell) }, never);
        for (const [i, code] of golden.codes.entries()) expect(conditional[code]).toBeCloseTo(expected[i]!, 2);
        compared++;
      }
      expect(compared).toBeGreaterThan(0);
    });

    test('fills a hole on a larger grid: same seed, same tokens, stopped or not; all else is kept', async () => {
      const large = own(someGrid(24, 20));
      const hole = [5, 6, 7, 8].flatMap((y) => [8, 9, 10, 11, 12].map((x) => 24 * y + x));
      const job = { prior: name, grid: large, above: above(large), cells: hole, options: settings };
      const whole = await masked.fill(1, { ...job, open: hole, limit: hole.length }, never);
      expect(whole.changes.map(({ index }) => index).sort((a, b) => a - b)).toEqual(hole);
      expect(whole.changes.every(({ code }) => code >= 0 && code < codes)).toBe(true);
      const { changes: begun } = await masked.fill(1, { ...job, open: hole, limit: 3 }, never);
      const written = filled(
        large,
        begun.map(({ index }) => index),
        Int32Array.from(begun, ({ code }) => code),
      );
      const open = hole.filter((cell) => !begun.some(({ index }) => index === cell));
      const { changes: rest } = await masked.fill(1, { ...job, grid: written, open, limit: open.length }, never);
      expect([...begun, ...rest]).toEqual(whole.changes);
      const other = { ...settings, seed: 8 };
      const { changes } = await masked.fill(1, { ...job, options: other, open: hole, limit: hole.length }, never);
      expect(changes).not.toEqual(whole.changes);
    });

    test('what it wrote surprises it less than noise, bit for bit the same when asked again', async () => {
      const blank = createGrid({ width: 16, height: 8 });
      const cells = all(blank);
      const { changes } = await masked.fill(
        1,
        {
          prior: name,
          grid: blank,
          above: above(blank),
          cells,
          open: cells,
          limit: cells.length,
          options: { ...settings, topK: 20 },
        },
        never,
      );
      const itsOwn = filled(
        blank,
        changes.map(({ index }) => index),
        Int32Array.from(changes, ({ code }) => code),
      );
      const bits = (measured: TokenGrid) =>
        masked.surprise(1, { prior: name, grid: measured, above: above(measured), condition }, never);
      const total = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0);
      const ofOwn = await bits(itsOwn);
      expect(total(ofOwn)).toBeLessThan(total(await bits(own(someGrid(16, 8)))) - 128);
      expect(await bits(itsOwn)).toEqual(ofOwn);
    });
  });
}
