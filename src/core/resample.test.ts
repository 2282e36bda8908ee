import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RgbaImage } from './image.ts';
import { Resampler, type Rgb } from './resample.ts';

const white: Rgb = [255, 255, 255];

function resample(image: RgbaImage, width: number, height: number, background: Rgb = white): RgbaImage {
  const resampler = new Resampler(image, { width, height }, background);
  resampler.push(image.data);
  return resampler.finish();
}

function image(width: number, height: number, pixel: (x: number, y: number) => readonly number[]): RgbaImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(pixel(x, y), 4 * (y * width + x));
  }
  return { width, height, data };
}

const grey = (value: number) => [value, value, value, 255];

const size = (most: number) =>
  fc.record({ width: fc.integer({ min: 1, max: most }), height: fc.integer({ min: 1, max: most }) });

/** By definition: the share of each source pixel in each target pixel, in BigInt, halves rounded up. */
function areaAverage({ width, height, data }: RgbaImage, target: { width: number; height: number }, background: Rgb) {
  const shared = (i: number, j: number, source: number, result: number) =>
    Math.max(0, Math.min((i + 1) * result, (j + 1) * source) - Math.max(i * result, j * source));
  const pixels: number[] = [];
  for (let v = 0; v < target.height; v++) {
    for (let u = 0; u < target.width; u++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0n;
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            const at = 4 * (y * width + x);
            const weight = shared(x, u, width, target.width) * shared(y, v, height, target.height);
            const alpha = data[at + 3]!;
            sum += BigInt(weight) * BigInt(alpha * data[at + channel]! + (255 - alpha) * background[channel]!);
          }
        }
        const total = BigInt(width * height * 255);
        pixels.push(Number((2n * sum + total) / (2n * total)));
      }
      pixels.push(255);
    }
  }
  return pixels;
}

describe('Resampler', () => {
  test('leaves a picture of the wanted size as it is', () => {
    const picture = image(7, 5, (x, y) => [x * 30, y * 50, x * y, 255]);
    expect(resample(picture, 7, 5)).toEqual(picture);
  });

  test('averages whole blocks', () => {
    const picture = image(4, 2, (x, y) => grey([0, 100, 10, 11, 50, 50, 10, 10][4 * y + x]!));
    expect([...resample(picture, 2, 1).data]).toEqual([...grey(50), ...grey(10)]);
  });

  test('gives a pixel that lies across a border to both sides by its share', () => {
    const picture = image(3, 1, (x) => grey([0, 90, 255][x]!));
    // (2·0 + 90) / 3 and (90 + 2·255) / 3.
    expect([...resample(picture, 2, 1).data]).toEqual([...grey(30), ...grey(200)]);
  });

  test('is the exact area average at any ratio, with and without transparency', () => {
    const cases = size(13).chain((source) =>
      fc.record({
        source: fc.constant(source),
        target: fc.record({
          width: fc.integer({ min: 1, max: source.width }),
          height: fc.integer({ min: 1, max: source.height }),
        }),
        bytes: fc.uint8Array({
          minLength: 4 * source.width * source.height,
          maxLength: 4 * source.width * source.height,
        }),
        opaque: fc.boolean(),
        background: fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)),
      }),
    );
    fc.assert(
      fc.property(cases, ({ source, target, bytes, opaque, background }) => {
        const data = Uint8ClampedArray.from(bytes, (byte, i) => (opaque && i % 4 === 3 ? 255 : byte));
        const picture = { ...source, data };
        expect([...resample(picture, target.width, target.height, background).data]).toEqual(
          areaAverage(picture, target, background),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('lays transparent pixels on the background before it averages', () => {
    const picture = image(2, 1, (x) => (x === 0 ? [255, 0, 0, 0] : [0, 0, 0, 255]));
    expect([...resample(picture, 1, 1, [200, 100, 50]).data]).toEqual([100, 50, 25, 255]);
  });

  test('stays exact where sums pass 32 bits', () => {
    // 8 megapixels: the sums are 1.3 · 10^11.
    const resampler = new Resampler({ width: 8000, height: 1001 }, { width: 2, height: 1 }, white);
    const row = new Uint8Array(4 * 8000).fill(255).fill(254, 0, 4 * 4000);
    for (let i = 3; i < row.length; i += 4) row[i] = 255;
    for (let y = 0; y < 1000; y++) resampler.push(row);
    resampler.push(row);
    expect([...resampler.finish().data]).toEqual([...grey(254), ...grey(255)]);

    // Of as many 254 as 255 the average is rounded up; one level less in one of eight million pixels, and it is not.
    const halves = (last: number) => {
      const even = new Resampler({ width: 8000, height: 1000 }, { width: 1, height: 1 }, white);
      for (let y = 0; y < 999; y++) even.push(row);
      even.push(row.with(0, last));
      return [...even.finish().data];
    };
    expect(halves(254)).toEqual(grey(255));
    expect(halves(253)).toEqual([254, 255, 255, 255]);
  });

  test('takes rows in strips of any height', () => {
    const picture = image(11, 9, (x, y) => [x * 20, y * 25, (x * y) % 256, 40 * (y % 6)]);
    const resampler = new Resampler(picture, { width: 4, height: 5 }, white);
    for (const [from, to] of [
      [0, 1],
      [1, 5],
      [5, 9],
    ] as const) {
      resampler.push(picture.data.subarray(from * 44, to * 44));
    }
    expect(resampler.finish()).toEqual(resample(picture, 4, 5));
  });

  test('grows a picture by straight lines between its pixels, flat at the borders', () => {
    const picture = image(2, 1, (x) => grey(x * 80));
    const grown = resample(picture, 8, 2);
    const values = [0, 0, 10, 30, 50, 70, 80, 80];
    expect([...grown.data]).toEqual([...values, ...values].flatMap(grey));
  });

  test('keeps one colour one colour, whatever the sizes', () => {
    fc.assert(
      fc.property(size(40), size(40), fc.nat(255), (source, target, value) => {
        const picture = image(source.width, source.height, () => grey(value));
        expect(new Set(resample(picture, target.width, target.height).data)).toEqual(new Set([value, 255]));
      }),
    );
  });
});
