import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oklabOf } from './oklab.ts';
import { meanColours, orderCodes, projectCodebook } from './projection.ts';

/** Uniform numbers in [0, 1), the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

/** `size` codes of `dim` numbers, spread most along the first dimension, half as much along each next one. */
function codebookOf(size: number, dim: number, seed = 7): Float32Array {
  const random = seeded(seed);
  return Float32Array.from({ length: size * dim }, (_, index) => (random() - 0.5) * 2 ** -(index % dim));
}

const randomColours = (count: number) => {
  const random = seeded(3);
  return Uint8Array.from({ length: 3 * count }, () => Math.floor(256 * random()));
};

/** WCAG 2 contrast of an sRGB colour with a grey of this relative luminance. */
function contrast(colours: Uint8Array, code: number, luminance: number): number {
  const linear = (level: number) => (level <= 10 ? level / 3294.6 : ((level / 255 + 0.055) / 1.055) ** 2.4);
  const own =
    0.2126 * linear(colours[3 * code]!) +
    0.7152 * linear(colours[3 * code + 1]!) +
    0.0722 * linear(colours[3 * code + 2]!);
  return (Math.max(own, luminance) + 0.05) / (Math.min(own, luminance) + 0.05);
}

describe('projectCodebook', () => {
  test('finds the directions of greatest spread, in order, centred', () => {
    const size = 512;
    const codebook = codebookOf(size, 5);
    const { coordinates } = projectCodebook(codebook, { size, dim: 5 });
    for (let axis = 0; axis < 3; axis++) {
      let mean = 0;
      let product = 0;
      let norm = 0;
      let expectedNorm = 0;
      for (let code = 0; code < size; code++) {
        const projected = coordinates[3 * code + axis]!;
        const original = codebook[5 * code + axis]!;
        mean += projected / size;
        product += projected * original;
        norm += projected ** 2;
        expectedNorm += original ** 2;
      }
      expect(mean).toBeCloseTo(0, 5);
      // Correlation with the dimension that was stretched: near 1, and positive by the rule for signs.
      expect(product / Math.sqrt(norm * expectedNorm)).toBeGreaterThan(0.95);
    }
  });

  test('gives the same colours whatever is added to all codes, or multiplied', () => {
    const shape = { size: 200, dim: 4 };
    const codebook = codebookOf(200, 4);
    const moved = codebook.map((value, index) => 4 * value + (index % 4));
    const { colours } = projectCodebook(codebook, shape);
    projectCodebook(moved, shape).colours.forEach((level, index) => {
      expect(Math.abs(level - colours[index]!)).toBeLessThanOrEqual(1);
    });
  });

  test('similar codes get similar colours', () => {
    const shape = { size: 300, dim: 3 };
    const codebook = codebookOf(300, 3);
    const lab = oklabOf(projectCodebook(codebook, shape).colours);
    const distance = (values: Float32Array, i: number, j: number) =>
      Math.hypot(...[0, 1, 2].map((axis) => values[3 * i + axis]! - values[3 * j + axis]!));
    let near = 0;
    let far = 0;
    for (let code = 0; code < 300; code++) {
      const others = Array.from({ length: 300 }, (_, other) => other).filter((other) => other !== code);
      const nearest = others.reduce((a, b) => (distance(codebook, code, b) < distance(codebook, code, a) ? b : a));
      near += distance(lab, code, nearest);
      far += distance(lab, code, (code + 150) % 300);
    }
    expect(near / far).toBeLessThan(0.25);
  });

  test('colours stand out from white and from black, and differ enough among themselves', () => {
    const { colours } = projectCodebook(codebookOf(1000, 8), { size: 1000, dim: 8 });
    for (let code = 0; code < 1000; code++) {
      expect(contrast(colours, code, 1)).toBeGreaterThan(1.8);
      expect(contrast(colours, code, 0)).toBeGreaterThan(2.8);
    }
    const lab = oklabOf(colours);
    const chroma = Array.from({ length: 1000 }, (_, code) => Math.hypot(lab[3 * code + 1]!, lab[3 * code + 2]!));
    expect(chroma.filter((value) => value > 0.05).length).toBeGreaterThan(700);
  });

  test('outliers do not take the colour from the rest', () => {
    const codebook = codebookOf(400, 3);
    codebook.set([1000, 0, 0], 0);
    const lab = oklabOf(projectCodebook(codebook, { size: 400, dim: 3 }).colours);
    const lightness = Array.from({ length: 400 }, (_, code) => lab[3 * code]!).sort((a, b) => a - b);
    expect(lightness[300]! - lightness[100]!).toBeGreaterThan(0.1);
  });

  test.each([1, 2])('codes of %i dimensions have zeros beyond', (dim) => {
    const { coordinates } = projectCodebook(codebookOf(30, dim), { size: 30, dim });
    for (let code = 0; code < 30; code++) {
      for (let axis = dim; axis < 3; axis++) expect(coordinates[3 * code + axis]).toBe(0);
    }
  });

  test('equal codes, one code, and codes of NaN give a grey, not a crash', () => {
    for (const codebook of [new Float32Array(12).fill(0.1), new Float32Array(12).fill(Number.NaN)]) {
      const { colours } = projectCodebook(codebook, { size: 3, dim: 4 });
      expect(new Set(colours).size).toBe(1);
    }
    expect(projectCodebook(Float32Array.of(1, 2), { size: 1, dim: 2 }).colours).toHaveLength(3);
  });
});

describe('meanColours', () => {
  const tile = 2;
  const columns = 3;
  /** Four swatches in rows of three; each has one white pixel in black, but the third, which is red. */
  const atlas = {
    width: 6,
    height: 4,
    data: Uint8ClampedArray.from({ length: 96 }, (_, offset) => {
      const pixel = Math.floor(offset / 4);
      const [x, y, channel] = [pixel % 6, Math.floor(pixel / 6), offset % 4];
      if (x >= 4 && y < 2) return channel === 0 ? 200 : 0;
      return x % 2 === 0 && y % 2 === 0 ? 255 : 0;
    }),
  };

  test('averages each swatch where it lies', () => {
    expect([...meanColours(atlas, { tile, columns, size: 4 })]).toEqual([
      64, 64, 64, 64, 64, 64, 200, 0, 0, 64, 64, 64,
    ]);
  });

  test('refuses an atlas that is too small', () => {
    expect(() => meanColours(atlas, { tile, columns, size: 7 })).toThrow(RangeError);
    expect(() => meanColours(atlas, { tile, columns: 4, size: 4 })).toThrow(RangeError);
  });
});

describe('orderCodes', () => {
  /** Mean OKLab distance between entries `step` apart in the order. */
  function roughness(colours: Uint8Array, order: ArrayLike<number>, step: number): number {
    const lab = oklabOf(colours);
    let sum = 0;
    for (let place = 0; place + step < order.length; place++) {
      const [i, j] = [3 * order[place]!, 3 * order[place + step]!];
      sum += Math.hypot(lab[i]! - lab[j]!, lab[i + 1]! - lab[j + 1]!, lab[i + 2]! - lab[j + 2]!);
    }
    return sum / (order.length - step);
  }

  test('has every code once, the same in every run', () => {
    const columns = fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined });
    const anyColours = fc.array(fc.nat({ max: 255 }), { maxLength: 180 });
    fc.assert(
      fc.property(anyColours, columns, (levels, width) => {
        const colours = Uint8Array.from(levels.slice(0, 3 * Math.floor(levels.length / 3)));
        const order = orderCodes(colours, width);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: colours.length / 3 }, (_, code) => code));
        expect(orderCodes(colours, width)).toEqual(order);
      }),
    );
  });

  test('equal colours stay in the order of their codes along the line', () => {
    expect([...orderCodes(new Uint8Array(15).fill(90))]).toEqual([0, 1, 2, 3, 4]);
  });

  test('along the line neighbours look alike', () => {
    const colours = randomColours(2000);
    const unordered = roughness(
      colours,
      Array.from({ length: 2000 }, (_, code) => code),
      1,
    );
    expect(roughness(colours, orderCodes(colours), 1)).toBeLessThan(0.25 * unordered);
  });

  test.each([8, 32])('in a grid of %i columns neighbours look alike in both directions', (columns) => {
    const colours = randomColours(2000);
    const unordered = roughness(
      colours,
      Array.from({ length: 2000 }, (_, code) => code),
      1,
    );
    const order = orderCodes(colours, columns);
    expect(roughness(colours, order, 1)).toBeLessThan(0.5 * unordered);
    expect(roughness(colours, order, columns)).toBeLessThan(0.5 * unordered);
    expect(roughness(colours, order, columns)).toBeLessThan(0.7 * roughness(colours, orderCodes(colours), columns));
  });

  test('4096 codes take no noticeable time', () => {
    const colours = randomColours(4096);
    orderCodes(colours, 32);
    const started = process.cpuUsage();
    orderCodes(colours, 32);
    // About 35 ms; the bound only catches a change of algorithm. Processor time, for a machine that is busy otherwise.
    expect(process.cpuUsage(started).user / 1000).toBeLessThan(300);
  });
});
