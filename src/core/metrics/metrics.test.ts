import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packTokens } from '../bit-packing.ts';
import type { RgbaImage } from '../image.ts';
import type { Size } from '../rect.ts';
import { bitsPerPixel, codebookUsage, gridBytes } from './codebook-usage.ts';
import { errorMap, errorMapMaximum, inferno } from './error-map.ts';
import { psnr } from './psnr.ts';
import { ssim } from './ssim.ts';

/** A picture whose i-th colour value (three a pixel, in order) is `value(i)`. */
function picture(size: Size, value: (index: number) => number): RgbaImage {
  const data = new Uint8ClampedArray(4 * size.width * size.height).fill(255);
  for (let index = 0; index < 3 * size.width * size.height; index++) {
    data[4 * Math.floor(index / 3) + (index % 3)] = value(index);
  }
  return { width: size.width, height: size.height, data };
}

// The same formulas made the reference values below, with NumPy and SciPy.
const base = (index: number) => (index * 37) % 256;
const noisy = (index: number) => base(index) + ((index * 53) % 41) - 20;
const other = (index: number) => (index * 91 + 17) % 256;

const sizes = [
  { width: 32, height: 24, ssim: 0.9936287580315782, unlike: 0.04460596664455537, psnr: 26.84996207724189 },
  { width: 13, height: 40, ssim: 0.9931838198710173, unlike: 0.0035706306112532004, psnr: 26.839732562519437 },
  { width: 7, height: 5, ssim: 0.9920205740574564, unlike: 0.031040308386219795, psnr: 26.979613926820353 },
  { width: 4, height: 9, ssim: 0.9953267130872658, unlike: 0.03376042330476054, psnr: 26.943075340206505 },
  { width: 1, height: 1, ssim: 0.9886749122590125, unlike: 0.5965896828384771, psnr: 33.87111628595629 },
];

const anyPicture = fc
  .record({ width: fc.integer({ min: 1, max: 14 }), height: fc.integer({ min: 1, max: 14 }), seed: fc.nat() })
  .map(({ seed, ...size }) => picture(size, (index) => Math.imul(index + 1, seed | 1) >>> 24));

describe.each(sizes)('$width×$height', (size) => {
  test('PSNR agrees with the reference', () => {
    expect(psnr(picture(size, base), picture(size, noisy))).toBeCloseTo(size.psnr, 9);
  });

  test('SSIM agrees with the reference', () => {
    expect(ssim(picture(size, base), picture(size, noisy))).toBeCloseTo(size.ssim, 9);
    expect(ssim(picture(size, base), picture(size, other))).toBeCloseTo(size.unlike, 9);
  });
});

describe('pictures that are equal', () => {
  test('have infinite PSNR, SSIM 1 and a black error map', () => {
    fc.assert(
      fc.property(anyPicture, (image) => {
        expect(psnr(image, image)).toBe(Number.POSITIVE_INFINITY);
        expect(ssim(image, image)).toBeCloseTo(1, 9);
        const map = errorMap(image, image);
        expect(new Set(new Uint32Array(map.data.buffer)).size).toBe(1);
        expect([...map.data.subarray(0, 4)]).toEqual([...inferno(0), 255]);
      }),
    );
  });
});

test('pictures of different sizes cannot be compared', () => {
  const a = picture({ width: 4, height: 2 }, base);
  const b = picture({ width: 2, height: 4 }, base);
  for (const compare of [psnr, ssim, errorMap]) expect(() => compare(a, b)).toThrow(RangeError);
});

test('PSNR of a difference of one level everywhere is 48.13 dB', () => {
  const size = { width: 5, height: 5 };
  expect(
    psnr(
      picture(size, () => 100),
      picture(size, () => 101),
    ),
  ).toBeCloseTo(48.1308, 4);
});

test('SSIM of a 256×256 picture takes no noticeable time', () => {
  const size = { width: 256, height: 256 };
  const [a, b] = [picture(size, base), picture(size, noisy)];
  ssim(a, b);
  const times = Array.from({ length: 5 }, () => {
    const started = process.cpuUsage();
    ssim(a, b);
    return process.cpuUsage(started).user / 1000;
  });
  // About 15 ms; the bound only catches a change of algorithm. Processor time, for a machine that is busy otherwise.
  expect(Math.min(...times)).toBeLessThan(100);
});

describe('error map', () => {
  const size = { width: 1, height: 1 };
  const colourOf = (red: number, green: number, blue: number) => {
    const values = [red, green, blue];
    return [
      ...errorMap(
        picture(size, () => 100),
        picture(size, (index) => 100 + values[index]!),
      ).data,
    ];
  };

  test('colours the mean of the three differences, whatever their signs', () => {
    expect(colourOf(32, -32, 32)).toEqual([...inferno(0.5), 255]);
    expect(colourOf(0, 96, 0)).toEqual([...inferno(0.5), 255]);
  });

  test('has one scale for all photos, which ends at its maximum', () => {
    expect(colourOf(errorMapMaximum, errorMapMaximum, errorMapMaximum)).toEqual([...inferno(1), 255]);
    expect(colourOf(100, 100, 100)).toEqual([...inferno(1), 255]);
  });

  test('uses matplotlib’s inferno', () => {
    const table: [number, [number, number, number]][] = [
      [0, [0, 0, 4]],
      [64 / 255, [88, 15, 109]],
      [128 / 255, [188, 55, 84]],
      [192 / 255, [249, 142, 9]],
      [1, [252, 255, 164]],
    ];
    for (const [t, colour] of table) {
      inferno(t).forEach((value, channel) => {
        expect(Math.abs(value - colour[channel]!)).toBeLessThanOrEqual(7);
      });
    }
  });

  test('grows lighter all the way', () => {
    const lightness = Array.from({ length: 65 }, (_, step) => {
      const [red, green, blue] = inferno(step / 64);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    for (let step = 1; step < lightness.length; step++) expect(lightness[step]!).toBeGreaterThan(lightness[step - 1]!);
  });
});

describe('codebook usage', () => {
  test('of equally used codes has their number as perplexity', () => {
    const usage = codebookUsage(Int32Array.of(3, 1, 3, 1, 6, 6, 0, 0), 8);
    expect([...usage.counts]).toEqual([2, 2, 0, 2, 0, 0, 2, 0]);
    expect(usage.used).toBe(4);
    expect(usage.perplexity).toBeCloseTo(4, 12);
  });

  test('of no tokens is zero', () => {
    expect(codebookUsage(new Int32Array(0), 4)).toEqual({ counts: new Uint32Array(4), used: 0, perplexity: 0 });
  });

  test('counts every token once; perplexity lies between 1 and the codes used', () => {
    const tokens = fc.array(fc.nat({ max: 15 }), { minLength: 1, maxLength: 64 });
    fc.assert(
      fc.property(tokens, (values) => {
        const { counts, used, perplexity } = codebookUsage(Int32Array.from(values), 16);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length);
        expect(used).toBe(new Set(values).size);
        expect(perplexity).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(perplexity).toBeLessThanOrEqual(used + 1e-9);
      }),
    );
  });

  test('bytes and bits a pixel are those of the packed grid', () => {
    expect(gridBytes([{ cells: 32 * 32, codebookSize: 4096 }])).toBe(1536);
    expect(gridBytes([{ cells: 7, codebookSize: 1000 }])).toBe(packTokens(new Int32Array(7), 10).length);
    expect(bitsPerPixel([{ cells: 32 * 32, codebookSize: 4096 }], { width: 256, height: 256 })).toBe(12 / 64);
  });

  test('of several levels they add up', () => {
    const levels = [
      { cells: 16 * 16, codebookSize: 512 },
      { cells: 32 * 32, codebookSize: 512 },
    ];
    expect(gridBytes(levels)).toBe(1440);
    expect(bitsPerPixel(levels, { width: 256, height: 256 })).toBe((9 * 1280) / 65536);
  });
});
