// The incremental decoder against what its model computes by the book, and against itself without anything kept.
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { changedInLayers, layered, onlyLayer, sizeOnLevel, type TokenLayers } from '../../core/levels.ts';
import { area, dilate, type Rect, type Size } from '../../core/rect.ts';
import { applyChanges, type TokenGrid } from '../../core/token-grid.ts';
import { writeOnnx } from '../graph/test-models.ts';
import type { Codebook } from '../quantizer/quantizer.ts';
import { CodeTables } from './code-tables.ts';
import { IncrementalDecoder } from './incremental-decoder.ts';
import {
  decodeByTheBook,
  type ModelBuilder,
  noise,
  residualModel,
  shippedDecoder,
  testCodebook,
  wideModel,
} from './test-decoders.ts';
import { planTiles } from './tiles.ts';

const codebook = testCodebook(40);

/** Of values in about [-1, 1]: float32's rounding over the depth of a network, a thousandth of one 8-bit step. */
const tolerance = 1e-5;

const models: readonly (readonly [string, ModelBuilder, number])[] = [
  ['residual', residualModel(), 4],
  ['wide', wideModel(), 3],
];

function open(model: ModelBuilder, downsample: number): IncrementalDecoder {
  return IncrementalDecoder.create(writeOnnx(model), new CodeTables([{ codebook, downsample }]))!;
}

function randomGrid(size: Size, seed: number, codes = codebook.size): TokenGrid {
  const tokens = Int32Array.from(noise(area(size), seed), (value) => Math.floor(((value + 1) / 2) * codes));
  return { ...size, tokens };
}

function wholeOf(size: Size): Rect {
  return { x: 0, y: 0, width: size.width, height: size.height };
}

/** Has the decoder forget all that it kept. */
function forget(decoder: IncrementalDecoder): void {
  decoder.decode(onlyLayer({ width: 1, height: 1, tokens: Int32Array.of(0) }), { x: 0, y: 0, width: 1, height: 1 });
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return a.length === b.length ? largest : Number.POSITIVE_INFINITY;
}

/** Draws what the plan for these changes asks for over a picture. */
function redraw(decoder: IncrementalDecoder, picture: Uint8ClampedArray, grid: TokenLayers, changed: number[] | null) {
  const f = decoder.downsample;
  for (const { output } of planTiles(grid, changed, decoder.reach)) {
    const { image } = decoder.decode(grid, output);
    for (let row = 0; row < image.height; row++) {
      const line = image.data.subarray(4 * row * image.width, 4 * (row + 1) * image.width);
      picture.set(line, 4 * ((output.y * f + row) * grid.width * f + output.x * f));
    }
  }
}

const edits = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain((size) =>
    fc.record({
      size: fc.constant(size),
      seed: fc.nat(1000),
      strokes: fc.array(
        fc.array(fc.record({ index: fc.nat(area(size) - 1), code: fc.nat(codebook.size - 1) }), {
          minLength: 1,
          maxLength: 6,
        }),
        { minLength: 1, maxLength: 5 },
      ),
    }),
  );

describe.each(models)('a %s decoder', (_, model, downsample) => {
  test('computes what its model says, borders and corners included', () => {
    const decoder = open(model, downsample);
    for (const [width, height] of [
      [7, 5],
      [1, 1],
      [1, 6],
      [9, 2],
    ] as const) {
      const grid = randomGrid({ width, height }, width);
      const numbers = decoder.decodeNumbers(onlyLayer(grid));
      const expected = decodeByTheBook(model, codebook, grid);
      expect(largestDifference(numbers, expected)).toBeLessThan(tolerance);
      const { image } = decoder.decode(onlyLayer(grid), wholeOf(grid));
      expect(image).toMatchObject({ width: width * downsample, height: height * downsample });
      const plane = area(image);
      const bytes = Uint8ClampedArray.from({ length: 4 * plane }, (_, i) =>
        i % 4 === 3 ? 255 : (numbers[(i % 4) * plane + (i >> 2)]! + 1) * 127.5,
      );
      expect(largestDifference(image.data, bytes)).toBeLessThanOrEqual(1);
      // One level where a number lies half-way between two, as float32 and float64 see it.
      expect(image.data.filter((value, i) => value !== bytes[i]).length).toBeLessThan(plane / 1000 + 1);
    }
  });

  test('after any edits, to and fro, the picture is bit for bit that of a decoder that has kept nothing', () => {
    const decoder = open(model, downsample);
    const fresh = open(model, downsample);
    fc.assert(
      fc.property(edits, ({ size, seed, strokes }) => {
        forget(decoder);
        const grids = [randomGrid(size, seed)];
        for (const stroke of strokes) grids.push(applyChanges(grids.at(-1)!, stroke));
        const toAndFro = [...grids, ...grids.slice(0, -1).reverse()];
        const picture = new Uint8ClampedArray(4 * area(size) * downsample ** 2);
        toAndFro.forEach((grid, i) => {
          const before = toAndFro[i - 1];
          const changed = [...grid.tokens.keys()].filter((cell) => grid.tokens[cell] !== before?.tokens[cell]);
          redraw(decoder, picture, onlyLayer(grid), before ? changed : null);
        });
        forget(fresh);
        const expected = fresh.decode(onlyLayer(toAndFro.at(-1)!), wholeOf(size)).image.data;
        expect(largestDifference(picture, expected)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('what is asked for never depends on what was asked for before', () => {
    const decoder = open(model, downsample);
    const fresh = open(model, downsample);
    const size = { width: 11, height: 8 };
    const rects = fc
      .record({
        x: fc.nat(10),
        y: fc.nat(7),
        width: fc.integer({ min: 1, max: 11 }),
        height: fc.integer({ min: 1, max: 8 }),
      })
      .map((rect) => dilate(rect, 0, size));
    fc.assert(
      fc.property(fc.array(fc.tuple(rects, fc.nat(3)), { minLength: 1, maxLength: 4 }), (asks) => {
        forget(decoder);
        for (const [rect, seed] of asks) {
          forget(fresh);
          const grid = randomGrid(size, 1 + seed);
          expect(decoder.decode(onlyLayer(grid), rect).image).toEqual(fresh.decode(onlyLayer(grid), rect).image);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('nothing is computed twice, and the order of the parts does not count', () => {
    const decoder = open(model, downsample);
    const grid = randomGrid({ width: 60, height: 50 }, 3);
    const whole = decoder.decode(onlyLayer(grid), wholeOf(grid)).multiplyAdds;
    expect(decoder.decode(onlyLayer(grid), wholeOf(grid)).multiplyAdds).toEqual({ needed: 0, done: 0 });
    forget(decoder);
    const tiles = planTiles(grid, null, decoder.reach);
    expect(tiles.length).toBeGreaterThan(4);
    const parts = tiles.reverse().map(({ output }) => decoder.decode(onlyLayer(grid), output).multiplyAdds.done);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(whole.done);
  });

  test('of a grid too large to keep, a part is kept: the picture is the same, and so is the cost of an edit', () => {
    const decoder = open(model, downsample);
    const fresh = open(model, downsample);
    const size = { width: 140, height: 100 };
    let grid = randomGrid(size, 4);
    const picture = new Uint8ClampedArray(4 * area(size) * downsample ** 2);
    redraw(decoder, picture, onlyLayer(grid), null);
    const costs: number[] = [];
    for (const cell of [0, 139, 99 * 140, 99 * 140 + 139, 50 * 140 + 70, 50 * 140 + 70, 50 * 140 + 71]) {
      const code = (grid.tokens[cell]! + 7) % codebook.size;
      grid = applyChanges(grid, [{ index: cell, code }]);
      redraw(decoder, picture, onlyLayer(grid), [cell]);
      const cells = dilate({ x: cell % 140, y: Math.floor(cell / 140), width: 1, height: 1 }, decoder.reach, grid);
      const again = applyChanges(grid, [{ index: cell, code: (code + 3) % codebook.size }]);
      costs.push(decoder.decode(onlyLayer(again), cells).multiplyAdds.done);
      decoder.decode(onlyLayer(grid), cells);
    }
    const small = randomGrid({ width: 30, height: 30 }, 5);
    fresh.decode(onlyLayer(small), wholeOf(small));
    const middle = 15 * 30 + 15;
    const edited = applyChanges(small, [{ index: middle, code: (small.tokens[middle]! + 1) % codebook.size }]);
    expect(costs.slice(4)).toEqual(Array(3).fill(fresh.decode(onlyLayer(edited), wholeOf(small)).multiplyAdds.done));
    const expected = new Uint8ClampedArray(picture.length);
    redraw(fresh, expected, onlyLayer(grid), null);
    expect(largestDifference(picture, expected)).toBe(0);
  });

  test('a token that is no code is an error, and what comes after it is right', () => {
    const decoder = open(model, downsample);
    const grid = randomGrid({ width: 3, height: 3 }, 1);
    const expected = decoder.decode(onlyLayer(grid), wholeOf(grid)).image;
    const wrong = applyChanges(grid, [
      { index: 3, code: (grid.tokens[3]! + 1) % codebook.size },
      { index: 4, code: codebook.size },
    ]);
    expect(() => decoder.decode(onlyLayer(wrong), wholeOf(grid))).toThrow('There is no code 40.');
    expect(decoder.decode(onlyLayer(grid), wholeOf(grid)).image).toEqual(expected);
    const right = applyChanges(wrong, [{ index: 4, code: 1 }]);
    const fresh = open(model, downsample);
    expect(decoder.decode(onlyLayer(right), wholeOf(grid)).image).toEqual(
      fresh.decode(onlyLayer(right), wholeOf(grid)).image,
    );
  });

  test('without memory for a grid it fails, and goes on with smaller ones', () => {
    const decoder = open(model, downsample);
    const grid = randomGrid({ width: 3, height: 3 }, 1);
    const expected = decoder.decode(onlyLayer(grid), wholeOf(grid)).image;
    const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow').mockImplementation(() => {
      throw new RangeError('WebAssembly.Memory.grow(): Maximum memory size exceeded');
    });
    const large = randomGrid({ width: 90, height: 90 }, 1);
    expect(() => decoder.decode(onlyLayer(large), { x: 0, y: 0, width: 1, height: 1 })).toThrow(RangeError);
    grow.mockRestore();
    expect(decoder.decode(onlyLayer(grid), wholeOf(grid)).image).toEqual(expected);
  });
});

describe('two levels', () => {
  // Two channels of the coarser level, two of the finer one: what the models read. The picture's edge cuts coarse cells.
  const fine = { vectors: noise(30 * 2, 8), size: 30, dim: 2 };
  const coarse = { vectors: noise(20 * 8, 9), size: 20, dim: 8 };
  const levels = [
    { downsample: 8, codebook: coarse },
    { downsample: 4, codebook: fine },
  ];
  const model = residualModel();
  const openLevels = () => IncrementalDecoder.create(writeOnnx(model), new CodeTables(levels))!;
  const gridsOf = (size: Size, seed: number): [TokenGrid, TokenGrid] => [
    randomGrid(sizeOnLevel(size, 2), seed, coarse.size),
    randomGrid(size, seed + 1, fine.size),
  ];

  /** The same cells as codes of one level: a codebook with an entry for each cell. */
  function asOneLevel(grids: [TokenGrid, TokenGrid]): { codebook: Codebook; grid: TokenGrid } {
    const [top, { width, height, tokens }] = grids;
    const count = width * height;
    const vectors = new Float32Array(4 * count);
    tokens.forEach((token, cell) => {
      const [x, y] = [cell % width, Math.floor(cell / width)];
      const code = top.tokens[(y >> 1) * top.width + (x >> 1)]!;
      // torch.pixel_shuffle: channel c of the sub-cell (dy, dx) is c·4 + dy·2 + dx.
      for (let c = 0; c < 2; c++) vectors[4 * cell + c] = coarse.vectors[8 * code + 4 * c + 2 * (y & 1) + (x & 1)]!;
      for (let c = 0; c < 2; c++) vectors[4 * cell + 2 + c] = fine.vectors[2 * token + c]!;
    });
    return {
      codebook: { vectors, size: count, dim: 4 },
      grid: { width, height, tokens: Int32Array.from(tokens.keys()) },
    };
  }

  test('a coarse code is unfolded over its cells, as by pixel shuffle, the finer one beside it', () => {
    for (const size of [
      { width: 7, height: 5 },
      { width: 1, height: 1 },
      { width: 4, height: 9 },
    ]) {
      const grids = gridsOf(size, 3);
      const whole = layered(grids, levels);
      const one = asOneLevel(grids);
      const expected = decodeByTheBook(model, one.codebook, one.grid);
      expect(largestDifference(openLevels().decodeNumbers(whole), expected)).toBeLessThan(tolerance);
      const zQ = new CodeTables(levels).lookUp(whole, wholeOf(size));
      const cells = area(size);
      expect([...zQ]).toEqual(
        Array.from({ length: 4 * cells }, (_, i) => one.codebook.vectors[4 * (i % cells) + Math.floor(i / cells)]!),
      );
    }
  });

  test('after edits of either level the picture is bit for bit that of a whole decode, borders and corners included', () => {
    const size = { width: 11, height: 7 };
    const decoder = openLevels();
    const fresh = openLevels();
    let grids = gridsOf(size, 5);
    let shown = layered(grids, levels);
    const picture = new Uint8ClampedArray(4 * area(size) * 16);
    redraw(decoder, picture, shown, null);
    const topCells = [0, 5, 18, 23, 6, 14];
    const bottomCells = [0, 10, 66, 76, 5, 38];
    for (const [i, cell] of topCells.entries()) {
      const [top, bottom] = grids;
      grids = [
        applyChanges(top, [{ index: cell, code: (top.tokens[cell]! + 7) % coarse.size }]),
        i % 2 === 0
          ? bottom
          : applyChanges(bottom, [{ index: bottomCells[i]!, code: (bottom.tokens[bottomCells[i]!]! + 7) % fine.size }]),
      ];
      const next = layered(grids, levels);
      redraw(decoder, picture, next, changedInLayers(shown.layers, next.layers));
      shown = next;
      const expected = fresh.decode(next, wholeOf(size)).image.data;
      forgetLevels(fresh);
      expect(largestDifference(picture, expected), `top cell ${cell}`).toBe(0);
    }
  });

  test('a window of a large grid cuts coarse cells where it will', () => {
    const size = { width: 141, height: 61 };
    const grids = gridsOf(size, 6);
    const whole = layered(grids, levels);
    const decoder = openLevels();
    const part = { x: 129, y: 53, width: 5, height: 5 };
    const { image } = decoder.decode(whole, part);
    const all = openLevels();
    const picture = new Uint8ClampedArray(4 * area(size) * 16);
    redraw(all, picture, whole, null);
    const row = (y: number) => picture.subarray(4 * ((4 * part.y + y) * 4 * size.width + 4 * part.x)).subarray(0, 80);
    for (let y = 0; y < image.height; y++) expect([...image.data.subarray(80 * y, 80 * (y + 1))]).toEqual([...row(y)]);
  });

  test('a token that is no code of its level is an error', () => {
    const [top, bottom] = gridsOf({ width: 4, height: 4 }, 1);
    const wrong = applyChanges(top, [{ index: 3, code: coarse.size }]);
    expect(() => openLevels().decode(layered([wrong, bottom], levels), wholeOf(bottom))).toThrow(
      'There is no code 20.',
    );
  });

  function forgetLevels(decoder: IncrementalDecoder): void {
    const layers = [Int32Array.of(0), Int32Array.of(0)];
    decoder.decode({ width: 1, height: 1, layers }, { x: 0, y: 0, width: 1, height: 1 });
  }
});

describe.each(['photo-vqvae-f8', 'photo-vqgan-f8'])('%s', (pack) => {
  const { model, codebook: codes, goldenGrid, goldenNumbers } = shippedDecoder(pack);
  const tables = new CodeTables([{ codebook: codes, downsample: 8 }]);
  const decoder = IncrementalDecoder.create(model, tables)!;

  test('gives the golden reconstruction', () => {
    expect(largestDifference(decoder.decodeNumbers(onlyLayer(goldenGrid)), goldenNumbers)).toBeLessThan(tolerance);
  });

  test('an edit costs the cone of what depends on it, and nothing around it', () => {
    const grid = randomGrid({ width: 24, height: 20 }, 2, codes.size);
    decoder.decode(onlyLayer(grid), wholeOf(grid));
    const cell = 10 * 24 + 12;
    const edited = applyChanges(grid, [{ index: cell, code: (grid.tokens[cell]! + 1) % codes.size }]);
    const { multiplyAdds } = decoder.decode(onlyLayer(edited), wholeOf(edited));
    const layers: readonly (readonly [sites: number, weights: number])[] = [
      [1, 32 * 192],
      [9, 192 * (9 * 192 + 192 + 384 + 384)],
      [25, 192 * (9 * 192 + 192 + 384 + 384 + 320)],
      [12 * 12, 80 * (9 * 80 + 80)],
      [14 * 14, 80 * (9 * 80 + 80 + 128)],
      [30 * 30, 32 * (9 * 32 + 32)],
      [32 * 32, 32 * (9 * 32 + 32)],
      [34 * 34, 32 * 9 * 12],
    ];
    const needed = layers.reduce((sum, [sites, weights]) => sum + sites * weights, 0);
    // Twelve numbers of four pixels are computed as sixteen.
    expect(multiplyAdds).toEqual({ needed, done: needed + 34 * 34 * 32 * 9 * 4 });
  });

  test('memory grows to what is kept of a large grid, and is given back after it', () => {
    const small = randomGrid({ width: 8, height: 8 }, 1, codes.size);
    const expected = decoder.decode(onlyLayer(small), wholeOf(small)).image;
    const before = decoder.bytes;
    const large = randomGrid({ width: 128, height: 128 }, 1, codes.size);
    const cost = decoder.decode(onlyLayer(large), { x: 60, y: 60, width: 1, height: 1 }).multiplyAdds.done;
    expect(cost).toBeGreaterThan(0);
    expect(decoder.bytes).toBeGreaterThan(8192 * 10_000);
    expect(decoder.bytes).toBeLessThan(8192 * 12_000 + 10_000_000);
    expect(decoder.decode(onlyLayer(small), wholeOf(small)).image).toEqual(expected);
    expect(decoder.bytes).toBeLessThanOrEqual(before + 1_000_000);
  });

  test('bit for bit the whole decode after edits in corners, at borders, inside and scattered', () => {
    const fresh = IncrementalDecoder.create(model, tables)!;
    const size = { width: 13, height: 11 };
    let grid = randomGrid(size, 9, codes.size);
    const picture = new Uint8ClampedArray(4 * area(size) * 64);
    redraw(decoder, picture, onlyLayer(grid), null);
    for (const cells of [[0], [12], [130], [142], [6], [65], [0, 60, 141], [5, 18, 31, 44, 57]]) {
      grid = applyChanges(
        grid,
        cells.map((index) => ({ index, code: (grid.tokens[index]! + 777) % codes.size })),
      );
      redraw(decoder, picture, onlyLayer(grid), cells);
    }
    expect(largestDifference(picture, fresh.decode(onlyLayer(grid), wholeOf(grid)).image.data)).toBe(0);
  });
});
