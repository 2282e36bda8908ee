// Each shipped pack against what PyTorch computed (its golden/ folder), on every backend, through the app's own engine.
import { describe, expect, test } from 'vitest';
import type { RgbaImage } from '../../src/core/image.ts';
import { changedInLayers, layered, sizeOnLevel } from '../../src/core/levels.ts';
import type { Size } from '../../src/core/rect.ts';
import { applyChanges, type TokenGrid } from '../../src/core/token-grid.ts';
import { Critic } from '../../src/engine/critic.ts';
import { CodeTables } from '../../src/engine/decode/code-tables.ts';
import { OnnxDecoder } from '../../src/engine/decode/onnx-decoder.ts';
import type { DecodeJob, PictureDecoder } from '../../src/engine/decode/picture-decoder.ts';
import { SiteDecoder } from '../../src/engine/decode/site-decoder.ts';
import { openTokenizer } from '../../src/engine/open-tokenizer.ts';
import { atOnce } from '../../src/engine/opening/opening.ts';
import { loadPack } from '../../src/engine/packs/load-pack.ts';
import { parseManifest } from '../../src/engine/packs/manifest.ts';
import { shippedPacks } from '../../src/engine/packs/shipped.ts';
import type { BackendChoice } from '../../src/engine/protocol.ts';
import { JobQueue } from '../../src/engine/queue.ts';
import { openHost } from '../../src/engine/runtime/host.ts';
import { OnnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';
import type { Tokenizer } from '../../src/engine/tokenizer.ts';

interface Golden {
  readonly rows: number;
  readonly columns: number;
  readonly tokens: ArrayLike<number>;
  /** Squared distance of the second-best code over the best one's, a cell. */
  readonly margin: readonly number[];
}

const goldens = import.meta.glob<Golden>('/models/packs/*/golden/tokens*.json', { eager: true, import: 'default' });
const goldenUrls = import.meta.glob<string>('/models/packs/*/golden/*.{png,f32}', {
  eager: true,
  query: '?url',
  import: 'default',
});

const fileOf = (pack: string, file: string) => `/models/packs/${pack}/golden/${file}`;

/** Of each level; where there are several, the files bear their names. */
function goldenLevels(pack: string): (Golden & TokenGrid)[] {
  const { levels } = parseManifest(shippedPacks.get(pack)!.manifest);
  return levels.map(({ name }) => {
    const golden = goldens[fileOf(pack, levels.length > 1 ? `tokens-${name}.json` : 'tokens.json')]!;
    return { ...golden, width: golden.columns, height: golden.rows, tokens: Int32Array.from(golden.tokens) };
  });
}

/** Codes all over, of each level. */
function gridsOfAllCodes(size: Size, levels: Tokenizer['levels']): TokenGrid[] {
  return levels.map(({ level, codebook }) => {
    const there = sizeOnLevel(size, level.downsample / levels.at(-1)!.level.downsample);
    const count = there.width * there.height;
    return { ...there, tokens: Int32Array.from({ length: count }, (_, i) => (i * 2_654_435_761) % codebook.size) };
  });
}

/** Two codes nearer to each other than this (squared distance) may change places under another order of sums. */
const nearTie = 1e-3;

/** Of pixel values in [-1, 1]: a twentieth of one 8-bit step. */
const pixelTolerance = 4e-4;

/** Between two orders of the same sums in float32, of values in [-1, 1]: a hundredth of one 8-bit step. */
const kernelTolerance = 1e-5;

const backends: Record<string, BackendChoice> = {
  'wasm and TypeScript': { encoder: 'wasm', quantizer: 'cpu', decoder: 'wasm', prior: 'wasm' },
  'wasm and WGSL': { encoder: 'wasm', quantizer: 'webgpu', decoder: 'wasm', prior: 'wasm' },
  WebGPU: { encoder: 'webgpu', quantizer: 'webgpu', decoder: 'webgpu', prior: 'wasm' },
};

async function goldenImage(pack: string): Promise<RgbaImage> {
  const blob = await (await fetch(goldenUrls[fileOf(pack, 'image.png')]!)).blob();
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const { width, height, data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  return { width, height, data: data as Uint8ClampedArray<ArrayBuffer> };
}

async function openOn(id: string, choice: BackendChoice): Promise<Tokenizer> {
  const pack = await loadPack(shippedPacks.get(id)!, () => undefined);
  const { tokenizer, inUse, openEncoders } = await openTokenizer(pack, choice);
  await openEncoders(atOnce);
  const { encoder, quantizer, decoder } = choice;
  expect(inUse()).toMatchObject({ encoder, quantizer, decoder, remark: null });
  return tokenizer;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

const cases = [...shippedPacks.keys()].flatMap((pack) =>
  Object.entries(backends).map(([name, choice]) => [pack, name, choice] as const),
);

describe.each(cases)('%s on %s', (pack, _, choice) => {
  const golden = goldenLevels(pack);

  test('gives the golden tokens, near-ties aside', async () => {
    const tokenizer = await openOn(pack, choice);
    const { grids, distances } = await tokenizer.encode(await goldenImage(pack));
    expect(grids).toHaveLength(golden.length);
    grids.forEach(({ width, height, tokens }, level) => {
      const { columns, rows, margin, tokens: expected } = golden[level]!;
      expect([width, height]).toEqual([columns, rows]);
      const differing = [...tokens.keys()].filter((i) => tokens[i] !== expected[i]);
      for (const i of differing) expect(margin[i]).toBeLessThan(nearTie);
      expect(differing.length).toBeLessThanOrEqual(1);
      const least = tokenizer.levels[level]!.quantizer.measure === 'bits' ? Number.NEGATIVE_INFINITY : 0;
      expect(distances[level]!.every((distance) => distance >= least && Number.isFinite(distance))).toBe(true);
    });
    tokenizer.dispose();
  });

  test('gives the golden reconstruction', async () => {
    const tokenizer = await openOn(pack, choice);
    const response = await fetch(goldenUrls[fileOf(pack, 'reconstruction.f32')]!);
    const expected = new Float32Array(await response.arrayBuffer());
    const pixels = await tokenizer.decoder.numbers(
      layered(
        golden,
        tokenizer.levels.map(({ level }) => level),
      ),
    );
    expect(largestDifference(pixels, expected)).toBeLessThan(pixelTolerance);
    tokenizer.dispose();
  });
});

/** What a person sees after these jobs, drawn over `before`. */
async function draw(jobs: readonly DecodeJob[], size: Size, before?: RgbaImage): Promise<RgbaImage> {
  const data = before?.data.slice() ?? new Uint8ClampedArray(4 * size.width * size.height);
  for (const job of jobs) {
    const { rect, image } = (await job()).patch;
    for (let row = 0; row < rect.height; row++) {
      const from = 4 * row * rect.width;
      const to = 4 * ((rect.y + row) * size.width + rect.x);
      data.set(image.data.subarray(from, from + 4 * rect.width), to);
    }
  }
  return { ...size, data };
}

/** A shipped pack's decoder as any other pack's is run: by ONNX Runtime. */
async function openOnnxDecoder(id: string): Promise<PictureDecoder> {
  const pack = await loadPack(shippedPacks.get(id)!, () => undefined);
  const runtime = new OnnxRuntime(null);
  const session = await runtime.createSession(pack.decoder, 'wasm');
  const { levels, manifest } = await openOn(id, backends['wasm and TypeScript']!);
  const tables = new CodeTables(levels.map(({ level, codebook }) => ({ downsample: level.downsample, codebook })));
  return new OnnxDecoder({ manifest, runtime, session, backend: 'wasm', tables, lookUp: null });
}

const several = [...shippedPacks.keys()].filter(
  (id) => parseManifest(shippedPacks.get(id)!.manifest).levels.length > 1,
);

const decoders: Record<string, (pack: string) => Promise<PictureDecoder>> = {
  'our kernels': async (pack) => (await openOn(pack, backends['wasm and TypeScript']!)).decoder,
  'ONNX Runtime': openOnnxDecoder,
};

const decoderCases = ['photo-vqvae-f8', ...several].flatMap((pack) =>
  Object.keys(decoders).map((name) => [pack, name] as const),
);

describe.each(decoderCases)('local decode with the decoder of %s, by %s', (pack, name) => {
  test('equals a whole decode: single cells of each level inside, at borders and in corners, and scattered ones', async () => {
    const decoder = await decoders[name]!(pack);
    const reference = await decoders[name]!(pack);
    const { levels } = await openOn(pack, backends['wasm and TypeScript']!);
    // Odd sides: coarse cells reach over the edge.
    const [width, height] = [29, 25];
    const size = { width: 8 * width, height: 8 * height };
    const shapes = levels.map(({ level }) => level);
    const before = gridsOfAllCodes({ width, height }, levels);
    const nothing = { width: 1, height: 1, layers: levels.map(() => Int32Array.of(0)) };
    for (const [level, { codebook }] of levels.entries()) {
      const { width: columns, height: rows } = before[level]!;
      const last = columns * rows - 1;
      const middle = (rows >> 1) * columns + (columns >> 1);
      const cells = [0, columns - 1, last - columns + 1, last, 7, 4 * columns, middle];
      for (const edited of [...cells.map((cell) => [cell]), [0, 3 * columns + 11, last - 1]]) {
        const after = before.map((grid, other) =>
          other === level
            ? applyChanges(
                grid,
                edited.map((index) => ({ index, code: (grid.tokens[index]! + 123) % codebook.size })),
              )
            : grid,
        );
        const [old, next] = [layered(before, shapes), layered(after, shapes)];
        const pictureBefore = await draw(decoder.plan(old, null), size);
        const changed = changedInLayers(old.layers, next.layers);
        const picture = await draw(decoder.plan(next, changed), size, pictureBefore);
        // Another grid in between: whatever the decoder has kept is of no use.
        await draw(reference.plan(nothing, null), { width: 8, height: 8 });
        const expected = await draw(reference.plan(next, null), size);
        expect(largestDifference(expected.data, pictureBefore.data)).toBeGreaterThan(4);
        expect(largestDifference(picture.data, expected.data), `level ${level}, cells ${edited}`).toBe(0);
      }
    }
    decoder.dispose();
    reference.dispose();
  });
});

test.each([...shippedPacks.keys()])('%s: our kernels and ONNX Runtime give the same numbers', async (id) => {
  const onnx = await openOnnxDecoder(id);
  const tokenizer = await openOn(id, backends['wasm and TypeScript']!);
  expect(tokenizer.decoder).toBeInstanceOf(SiteDecoder);
  const { levels } = tokenizer;
  const shapes = levels.map(({ level }) => level);
  const grid = layered(gridsOfAllCodes({ width: 23, height: 17 }, levels), shapes);
  expect(largestDifference(await tokenizer.decoder.numbers(grid), await onnx.numbers(grid))).toBeLessThan(
    kernelTolerance,
  );
});

/** Between two orders of a discriminator's sums, of opinions about 1 in size. */
const opinionTolerance = 1e-3;

const critics = [...shippedPacks].filter(([, { manifest }]) => parseManifest(manifest).discriminator);

test('a pack with a critic ships', () => {
  expect(critics.length).toBeGreaterThan(0);
});

describe.each(critics.map(([id]) => id))('the critic of %s', (id) => {
  test.each(['wasm', 'webgpu'] as const)(
    'says of the golden picture what it said in PyTorch, on %s',
    async (backend) => {
      const source = shippedPacks.get(id)!;
      const { runtime } = await openHost({ encoder: backend, quantizer: 'cpu', decoder: 'wasm', prior: 'wasm' });
      const manifest = parseManifest(source.manifest);
      const critic = new Critic({ source, manifest, runtime, backend: () => backend, queue: new JobQueue() });
      const image = await goldenImage(id);
      const { width, height, values } = await critic.opinion(image, new AbortController().signal);
      const expected = new Float32Array(await (await fetch(goldenUrls[fileOf(id, 'opinion.f32')]!)).arrayBuffer());
      expect([width, height]).toEqual([image.width / 8, image.height / 8]);
      expect(values.length).toBe(expected.length);
      expect(largestDifference(values, expected)).toBeLessThan(opinionTolerance);
      await critic.dispose();
    },
  );
});

test.each(several)(
  '%s: a picture with sides that the coarsest f does not divide is seen with its edge repeated',
  async (id) => {
    const tokenizer = await openOn(id, backends['wasm and TypeScript']!);
    const [width, height] = [40, 24];
    const noise = (x: number, y: number, channel: number) => (97 * x + 57 * y + 31 * channel * (x + 1)) % 256;
    const picture = (size: Size): RgbaImage => ({
      ...size,
      data: Uint8ClampedArray.from({ length: 4 * size.width * size.height }, (_, i) => {
        const x = Math.min((i >> 2) % size.width, width - 1);
        const y = Math.min(Math.floor((i >> 2) / size.width), height - 1);
        return i % 4 === 3 ? 255 : noise(x, y, i % 4);
      }),
    });
    const cut = await tokenizer.encode(picture({ width, height }));
    const padded = await tokenizer.encode(picture({ width: 48, height: 32 }));
    expect(cut.grids.map((grid) => [grid.width, grid.height])).toEqual([
      [3, 2],
      [5, 3],
    ]);
    cut.grids.forEach((grid, level) => {
      const there = padded.grids[level]!;
      const cells = Array.from(grid.tokens.keys(), (i) => Math.floor(i / grid.width) * there.width + (i % grid.width));
      expect([...grid.tokens]).toEqual(cells.map((cell) => there.tokens[cell]));
      expect([...cut.distances[level]!]).toEqual(cells.map((cell) => padded.distances[level]![cell]));
      const channels = cut.zE[level]!.values.length / grid.tokens.length;
      const last = (zE: Float32Array, count: number, cell: number) => zE[(channels - 1) * count + cell];
      expect(cells.map((cell) => last(padded.zE[level]!.values, there.tokens.length, cell))).toEqual(
        Array.from(grid.tokens.keys(), (cell) => last(cut.zE[level]!.values, grid.tokens.length, cell)),
      );
    });
    tokenizer.dispose();
  },
);
