// A masked prior of a finer level, told the coarser one, with a model that is played: what it is shown of both.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sizeOnLevel } from '../../core/levels.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { MaskedPrior } from './masked.ts';
import { atOnce, playSession } from './played.ts';
import type { MaskedManifest } from './prior-manifest.ts';
import type { FillOptions } from './prior-protocol.ts';

const side = 8;
const mask = 1000;
const codebookSize = 32;
const codesAbove = 500;

const options: FillOptions = {
  condition: [0],
  seed: 5,
  temperature: 1,
  topK: null,
  topP: 1,
  guidance: 1,
  steps: 3,
};

function play(scale: number) {
  const manifest: MaskedManifest = {
    id: 'played',
    level: 'bottom',
    file: 'played.onnx',
    bytes: 1,
    sha256: '0'.repeat(64),
    type: 'masked',
    grid: [side, side],
    maskToken: mask,
    above: { level: 'top', grid: [side / scale, side / scale] },
    conditions: [{ name: 'class', values: ['a'], any: 1 }],
    inputs: { tokens: 't', condition: 'c', above: 'a' },
    outputs: { logits: 'l' },
    context: side * side,
  };
  const { looks, looksAbove, ...played } = playSession((tokens, _, above) => {
    const hash = [...tokens, ...above!].reduce((sum, token) => (Math.imul(sum + 1, 7919) + token) & 0xfffff, 7);
    return Float32Array.from(
      { length: side * side * codebookSize },
      (_, i) => (Math.imul(hash + i, 7919) & 1023) / 250,
    );
  });
  return { prior: new MaskedPrior({ manifest, codebookSize, codesAbove, ...played }), looks, looksAbove };
}

/** Each cell holds its own index, on both levels. */
function pictureOf(width: number, height: number, scale: number): { grid: TokenGrid; above: TokenGrid } {
  const numbered = (size: { width: number; height: number }): TokenGrid => ({
    ...size,
    tokens: Int32Array.from({ length: size.width * size.height }, (_, i) => i),
  });
  const grid = numbered({ width, height });
  return { grid, above: numbered(sizeOnLevel(grid, scale)) };
}

const holes = fc.record({
  width: fc.integer({ min: 1, max: 21 }),
  height: fc.integer({ min: 1, max: 21 }),
  scale: fc.constantFrom(2, 4),
  places: fc.array(fc.nat(440), { minLength: 1, maxLength: 60 }),
});

interface Hole {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly places: readonly number[];
}

function holeOf({ width, height, scale, places }: Hole) {
  const seen = pictureOf(width, height, scale);
  const cells = [...new Set(places.map((place) => place % (width * height)))].sort((a, b) => a - b);
  return { ...seen, cells };
}

/** Every code that is shown stands where the codes above it are those of its place. */
function expectWholeCodes(
  { looks, looksAbove }: ReturnType<typeof play>,
  { grid, above }: { grid: TokenGrid; above: TokenGrid },
  scale: number,
): void {
  expect(looksAbove).toHaveLength(looks.length);
  looks.forEach((look, which) => {
    const shownAbove = looksAbove[which]!;
    look.forEach((token, position) => {
      if (token === mask) return;
      const x = token % grid.width;
      const y = Math.floor(token / grid.width);
      const there = Math.floor(Math.floor(position / side) / scale) * (side / scale);
      const code = shownAbove[there + Math.floor((position % side) / scale)];
      expect(code).toBe(Math.floor(y / scale) * above.width + Math.floor(x / scale));
    });
    for (const code of shownAbove) expect(code === codesAbove || code < above.tokens.length).toBe(true);
  });
}

async function fill(played: ReturnType<typeof play>, { grid, above, cells }: ReturnType<typeof holeOf>, seed = 5) {
  const tokens = grid.tokens.slice();
  const job = { grid, above, cells, open: cells, limit: cells.length, options: { ...options, seed } };
  await played.prior.fill(job, atOnce, ({ index, code }) => {
    tokens[index] = code;
  });
  return tokens;
}

describe('a prior that is told the level above', () => {
  test('writes every open cell, keeps all others and the level above; the same seed gives the same', async () => {
    await fc.assert(
      fc.asyncProperty(holes, async (hole) => {
        const picture = holeOf(hole);
        const written = await fill(play(hole.scale), picture);
        const open = new Set(picture.cells);
        written.forEach((token, cell) => {
          if (open.has(cell)) expect(token).toBeLessThan(codebookSize);
          else expect(token).toBe(cell);
        });
        expect(picture.above).toEqual(holeOf(hole).above);
        expect(await fill(play(hole.scale), picture)).toEqual(written);
      }),
    );
  });

  test('sees, over whatever it is shown, the codes that lie there: windows hold whole codes of the level above', async () => {
    await fc.assert(
      fc.asyncProperty(holes, async (hole) => {
        const picture = holeOf(hole);
        // One step: what was written in it is not shown again, so that each code shown is the index of its cell.
        const filling = play(hole.scale);
        const job = { ...picture, open: picture.cells, limit: picture.cells.length, options: { ...options, steps: 1 } };
        await filling.prior.fill(job, atOnce, () => undefined);
        expectWholeCodes(filling, picture, hole.scale);
        const asked = play(hole.scale);
        await asked.prior.distribution(picture, picture.cells[0]!, [1], atOnce);
        expectWholeCodes(asked, picture, hole.scale);
        const measured = play(hole.scale);
        const cells = new Set<number>();
        // Codes of a played picture are indices: those that the model knows none of have no bits, and none are asked for.
        const known = {
          ...picture,
          grid: { ...picture.grid, tokens: picture.grid.tokens.map((i) => i % codebookSize) },
        };
        await measured.prior.surprise(known, [1], atOnce, (cell) => cells.add(cell));
        expect(cells.size).toBe(picture.grid.tokens.length);
      }),
    );
  });

  test('what lies above changes what it writes', async () => {
    const picture = holeOf({ width: 8, height: 8, scale: 2, places: [0, 1, 2, 3, 20, 40] });
    const other = { ...picture, above: { ...picture.above, tokens: picture.above.tokens.map((code) => 15 - code) } };
    expect(await fill(play(2), other)).not.toEqual(await fill(play(2), picture));
  });

  test('is not asked without it, nor with that of another picture', async () => {
    const { grid, above } = pictureOf(9, 8, 2);
    const { prior } = play(2);
    for (const wrong of [null, pictureOf(8, 8, 2).above]) {
      await expect(prior.distribution({ grid, above: wrong }, 0, [0], atOnce)).rejects.toThrow('5×4 codes');
    }
    await expect(prior.distribution({ grid, above }, 0, [0], atOnce)).resolves.toBeDefined();
  });
});
