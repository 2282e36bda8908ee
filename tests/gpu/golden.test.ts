// Each shipped pack against what PyTorch computed (its golden/ folder), on every backend, through the app's own engine.
import { describe, expect, test } from 'vitest';
import type { RgbaImage } from '../../src/core/image.ts';
import { applyChanges, type TokenGrid } from '../../src/core/token-grid.ts';
import { planChanged } from '../../src/engine/decode/windows.ts';
import { openTokenizer } from '../../src/engine/open-tokenizer.ts';
import { loadPack } from '../../src/engine/packs/load-pack.ts';
import { shippedPacks } from '../../src/engine/packs/shipped.ts';
import type { BackendChoice } from '../../src/engine/protocol.ts';
import type { Tokenizer } from '../../src/engine/tokenizer.ts';

interface Golden {
  readonly rows: number;
  readonly columns: number;
  readonly tokens: readonly number[];
  /** Squared distance of the second-best code over the best one's, a cell. */
  readonly margin: readonly number[];
}

const goldens = import.meta.glob<Golden>('/models/packs/*/golden/tokens.json', { eager: true, import: 'default' });
const goldenUrls = import.meta.glob<string>('/models/packs/*/golden/*.{png,f32}', {
  eager: true,
  query: '?url',
  import: 'default',
});

const fileOf = (pack: string, file: string) => `/models/packs/${pack}/golden/${file}`;

/** Two codes nearer to each other than this (squared distance) may change places under another order of sums. */
const nearTie = 1e-3;

/** Of pixel values in [-1, 1]: a twentieth of one 8-bit step. */
const pixelTolerance = 4e-4;

const backends: Record<string, BackendChoice> = {
  'wasm and TypeScript': { encoder: 'wasm', quantizer: 'cpu', decoder: 'wasm' },
  'wasm and WGSL': { encoder: 'wasm', quantizer: 'webgpu', decoder: 'wasm' },
  WebGPU: { encoder: 'webgpu', quantizer: 'webgpu', decoder: 'webgpu' },
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
  const { tokenizer, inUse } = await openTokenizer(pack, choice);
  expect(inUse).toMatchObject({ ...choice, remark: null });
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
  const golden = goldens[fileOf(pack, 'tokens.json')]!;
  const goldenTokens = Int32Array.from(golden.tokens);

  test('gives the golden tokens, near-ties aside', async () => {
    const tokenizer = await openOn(pack, choice);
    const { grid, distances } = await tokenizer.encode(await goldenImage(pack));
    expect([grid.width, grid.height]).toEqual([golden.columns, golden.rows]);
    const differing = [...grid.tokens.keys()].filter((i) => grid.tokens[i] !== goldenTokens[i]);
    for (const i of differing) expect(golden.margin[i]).toBeLessThan(nearTie);
    expect(differing.length).toBeLessThanOrEqual(1);
    expect(distances.every((distance) => distance >= 0 && Number.isFinite(distance))).toBe(true);
    tokenizer.dispose();
  });

  test('gives the golden reconstruction', async () => {
    const tokenizer = await openOn(pack, choice);
    const response = await fetch(goldenUrls[fileOf(pack, 'reconstruction.f32')]!);
    const expected = new Float32Array(await response.arrayBuffer());
    const pixels = await tokenizer.decode({ width: golden.columns, height: golden.rows, tokens: goldenTokens });
    expect(largestDifference(pixels, expected)).toBeLessThan(pixelTolerance);
    tokenizer.dispose();
  });
});

describe('local decode with the real decoder', () => {
  test('equals a whole decode: single cells inside, at borders and in corners, and scattered ones', async () => {
    const tokenizer = await openOn('photo-vqvae-f8', backends['wasm and TypeScript']!);
    const { receptiveField = null } = tokenizer.manifest.decoder;
    const width = 30;
    const height = 26;
    const tokens = Int32Array.from({ length: width * height }, (_, i) => (i * 2_654_435_761) % tokenizer.codebook.size);
    const before = { width, height, tokens };
    const whole = { x: 0, y: 0, width, height };
    const decodeWhole = async (grid: TokenGrid) =>
      (await tokenizer.decodeWindow(grid, { input: whole, output: whole, settles: whole })).patch.image;
    const cells = [0, width - 1, (height - 1) * width, height * width - 1, 7, 9 * width, 13 * width + 15];
    for (const changed of [...cells.map((cell) => [cell]), [0, 3 * width + 20, 25 * width + 2]]) {
      const after = applyChanges(
        before,
        changed.map((index) => ({ index, code: (tokens[index]! + 1234) % tokenizer.codebook.size })),
      );
      const picture = await decodeWhole(before);
      for (const window of planChanged(changed, after, receptiveField)) {
        const { patch } = await tokenizer.decodeWindow(after, window);
        for (let row = 0; row < patch.rect.height; row++) {
          const from = 4 * row * patch.rect.width;
          picture.data.set(
            patch.image.data.subarray(from, from + 4 * patch.rect.width),
            4 * ((patch.rect.y + row) * picture.width + patch.rect.x),
          );
        }
      }
      const expected = await decodeWhole(after);
      expect(largestDifference(expected.data, (await decodeWhole(before)).data)).toBeGreaterThan(8);
      expect(largestDifference(picture.data, expected.data), `cells ${changed}`).toBe(0);
    }
    tokenizer.dispose();
  });
});
