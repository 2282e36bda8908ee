import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PlacedRandom, pcg4d, toUnit } from './counter-random.ts';
import { codesByLikelihood, distributionOf, guidedLogits } from './distribution.ts';
import { Sampler } from './sampler.ts';
import { bitsOf, entropyBits, guide, logSumExp } from './softmax.ts';
import type { Shaping } from './truncation.ts';

const plain: Shaping = { temperature: 1, topK: null, topP: 1 };

/** Σ (observed − expected)² / expected; cells expected less than five times are pooled. */
function chiSquare(observed: ArrayLike<number>, expected: ArrayLike<number>): { statistic: number; freedom: number } {
  let statistic = 0;
  let freedom = -1;
  let restObserved = 0;
  let restExpected = 0;
  const add = (seen: number, due: number) => {
    statistic += (seen - due) ** 2 / due;
    freedom++;
  };
  for (let i = 0; i < observed.length; i++) {
    if (expected[i]! >= 5) add(observed[i]!, expected[i]!);
    else {
      restObserved += observed[i]!;
      restExpected += expected[i]!;
    }
  }
  if (restExpected >= 5) add(restObserved, restExpected);
  return { statistic, freedom };
}

/** The chi-square distribution's quantile for 1 − 10⁻³: E. Wilson and M. Hilferty's cube. */
function criticalValue(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 3.0902 * Math.sqrt(spread)) ** 3;
}

function expectDraws(counts: ArrayLike<number>, probabilities: ArrayLike<number>, draws: number): void {
  const { statistic, freedom } = chiSquare(
    counts,
    Array.from(probabilities, (p) => p * draws),
  );
  expect(statistic).toBeLessThan(criticalValue(freedom));
}

/** Probabilities by the definition, in float64, code by code. */
function exactProbabilities(logits: Float32Array, { temperature, topK, topP }: Shaping): number[] {
  const ids = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]! || a - b).slice(0, topK ?? logits.length);
  const weights = ids.map((id) => Math.exp((logits[id]! - logits[ids[0]!]!) / temperature));
  const others = weights.reduce((sum, weight) => sum + weight, 0) - weights[0]!;
  let mass = 0;
  const kept = ids.filter((_, rank) => {
    if (rank === 0) return true;
    const keeps = mass < topP * others;
    mass += weights[rank]!;
    return keeps;
  });
  const keptTotal = kept.reduce((sum, id) => sum + weights[ids.indexOf(id)]!, 0);
  return Array.from(logits, (_, id) => (kept.includes(id) ? weights[ids.indexOf(id)]! / keptTotal : 0));
}

const logitsOf = (...values: number[]) => Float32Array.from(values);
const someLogits = Float32Array.from({ length: 48 }, (_, i) => 2.5 * Math.sin(i * i + 1));

describe('pcg4d', () => {
  test('gives the words that any 32-bit implementation must give', () => {
    const words = Uint32Array.of(1, 2, 3, 4);
    pcg4d(words);
    // The same arithmetic in arbitrary precision.
    const mask = 2n ** 32n - 1n;
    let [x, y, z, w] = [1n, 2n, 3n, 4n].map((word) => (word * 1664525n + 1013904223n) & mask) as [
      bigint,
      bigint,
      bigint,
      bigint,
    ];
    const round = () => {
      x = (x + y * w) & mask;
      y = (y + z * x) & mask;
      z = (z + x * y) & mask;
      w = (w + y * z) & mask;
    };
    round();
    [x, y, z, w] = [x ^ (x >> 16n), y ^ (y >> 16n), z ^ (z >> 16n), w ^ (w >> 16n)];
    round();
    expect([...words]).toEqual([x, y, z, w].map(Number));
  });

  test('numbers are uniform, along codes and along places', () => {
    const random = new PlacedRandom();
    for (const at of [
      (i: number) => [7, 3, i] as const,
      (i: number) => [7, i, 5] as const,
      (i: number) => [i, 3, 5] as const,
    ]) {
      const counts = new Array<number>(64).fill(0);
      for (let i = 0; i < 40_000; i++) {
        const [seed, place, index] = at(i);
        random.moveTo(seed, place);
        counts[Math.floor(random.at(index) * 64)]!++;
      }
      expectDraws(counts, new Array(64).fill(1 / 64), 40_000);
    }
  });

  test('a number is the same in whatever order it is asked for', () => {
    const random = new PlacedRandom();
    random.moveTo(9, 9);
    const rising = Array.from({ length: 32 }, (_, i) => random.at(i));
    const falling = Array.from({ length: 32 }, (_, i) => random.at(31 - i)).reverse();
    expect(falling).toEqual(rising);
  });

  test('units are strictly between 0 and 1, also in float32', () => {
    for (const word of [0, 255, 256, 2 ** 31, 2 ** 32 - 1]) {
      const unit = toUnit(word);
      expect(unit).toBe(Math.fround(unit));
      expect(unit).toBeGreaterThan(0);
      expect(unit).toBeLessThan(1);
    }
  });
});

describe('softmax', () => {
  test('stands very large and very small logits', () => {
    expect(logSumExp(logitsOf(1e4, 1e4))).toBeCloseTo(1e4 + Math.LN2, 3);
    expect(logSumExp(logitsOf(-1e4, Number.NEGATIVE_INFINITY))).toBe(-1e4);
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
  });

  test('bits and entropy agree with the definition', () => {
    expect(bitsOf(new Float32Array(4096), 17)).toBeCloseTo(12, 10);
    expect(entropyBits(new Float64Array(4096).fill(1 / 4096))).toBeCloseTo(12, 10);
    expect(entropyBits([1, 0, 0])).toBe(0);
  });

  test('guidance 1 is the conditional model, 0 the other, 2 goes as far again', () => {
    const conditional = logitsOf(1, 2);
    const unconditional = logitsOf(0, 4);
    const mix = (guidance: number) => [...guide(conditional, unconditional, guidance, new Float32Array(2))];
    expect(mix(1)).toEqual([1, 2]);
    expect(mix(0)).toEqual([0, 4]);
    expect(mix(2)).toEqual([2, 0]);
    expect(guidedLogits({ conditional, unconditional: null }, 3)).toBe(conditional);
  });
});

describe('draws follow the exact distribution', () => {
  const shapings: Record<string, Shaping> = {
    'as the model says': plain,
    cold: { ...plain, temperature: 0.5 },
    hot: { ...plain, temperature: 2 },
    'top-k': { ...plain, topK: 7 },
    'top-p': { ...plain, topP: 0.6 },
    'all of them': { temperature: 1.3, topK: 20, topP: 0.8 },
  };
  test.each(Object.entries(shapings))('%s', (_, shaping) => {
    const draws = 30_000;
    const sampler = new Sampler(someLogits.length);
    const counts = new Array<number>(someLogits.length).fill(0);
    for (let place = 0; place < draws; place++) counts[sampler.draw(someLogits, shaping, { seed: 2024, place })]!++;
    const exact = exactProbabilities(someLogits, shaping);
    exact.forEach((p, code) => {
      if (p === 0) expect(counts[code]).toBe(0);
    });
    expectDraws(counts, exact, draws);
  });

  test('other seeds at one place do so too', () => {
    const draws = 30_000;
    const sampler = new Sampler(someLogits.length);
    const counts = new Array<number>(someLogits.length).fill(0);
    for (let seed = 0; seed < draws; seed++) counts[sampler.draw(someLogits, plain, { seed, place: 11 })]!++;
    expectDraws(counts, exactProbabilities(someLogits, plain), draws);
  });
});

describe('Sampler', () => {
  test('temperature 0 takes the likeliest code, the lowest of several', () => {
    const sampler = new Sampler(4);
    for (let place = 0; place < 20; place++) {
      expect(sampler.draw(logitsOf(1, 3, 3, 2), { ...plain, temperature: 0 }, { seed: 1, place })).toBe(1);
    }
  });

  test('top-p leaves something beside a code that is almost sure', () => {
    // 97 %, 2 %, and 1 % among four: of plain background no picture would come if only the first were left.
    const logits = logitsOf(...[0.97, 0.02, 0.0025, 0.0025, 0.0025, 0.0025].map(Math.log));
    expect([...distributionOf(logits, { ...plain, topP: 0.9 }).codes]).toEqual([0, 1, 2, 3, 4]);
    expect([...distributionOf(logits, { ...plain, topP: 0.5 }).codes]).toEqual([0, 1]);
    expect([...distributionOf(logits, { ...plain, topP: 0 }).codes]).toEqual([0]);
  });

  test('never draws what is forbidden', () => {
    const logits = logitsOf(Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY, 0);
    const sampler = new Sampler(4);
    for (let place = 0; place < 50; place++) expect(sampler.draw(logits, plain, { seed: 3, place }) % 2).toBe(1);
  });

  test('a draw does not depend on the draws before it', () => {
    const alone = new Sampler(48).draw(someLogits, plain, { seed: 5, place: 40 });
    const sampler = new Sampler(48);
    for (let place = 0; place < 40; place++) sampler.draw(someLogits, plain, { seed: 5, place });
    expect(sampler.draw(someLogits, plain, { seed: 5, place: 40 })).toBe(alone);
  });
});

describe('distributionOf', () => {
  const shapings = fc.record({
    temperature: fc.double({ min: 0.1, max: 3, noNaN: true }),
    topK: fc.option(fc.integer({ min: 1, max: 64 })),
    topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
  });
  const logits = fc.float32Array({ minLength: 1, maxLength: 64, min: -20, max: 20, noNaN: true });

  test('sums to one, falls, holds what can be drawn and nothing else', () => {
    fc.assert(
      fc.property(logits, shapings, fc.nat(1000), (values, shaping, place) => {
        const { codes, probabilities } = distributionOf(values, shaping);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
        expect([...probabilities]).toEqual([...probabilities].sort((a, b) => b - a));
        expect(new Set(codes).size).toBe(codes.length);
        expect(codes.length).toBeLessThanOrEqual(shaping.topK ?? values.length);
        expect(codes).toContain(new Sampler(values.length).draw(values, shaping, { seed: 1, place }));
      }),
    );
  });

  test('agrees with the definition', () => {
    fc.assert(
      fc.property(logits, shapings, (values, shaping) => {
        const exact = exactProbabilities(values, shaping);
        const { codes, probabilities } = distributionOf(values, shaping);
        // A nucleus may end one code earlier or later where its mass is p but for the rounding of float32 and float64;
        // codes with less than that rounding to share among them may all be in or out.
        const worthIt = (p: number) => p > 1e-12;
        const kept = probabilities.filter(worthIt).length;
        const wanted = exact.filter(worthIt).length;
        expect(Math.abs(kept - wanted)).toBeLessThanOrEqual(1);
        if (shaping.topP === 1) expect(codes).toHaveLength(Math.min(shaping.topK ?? values.length, values.length));
        if (kept !== wanted) return;
        codes.forEach((code, rank) => {
          expect(probabilities[rank]).toBeCloseTo(exact[code]!, 6);
        });
      }),
      { numRuns: 500, examples: [[logitsOf(3.67, 0, 0), { temperature: 0.1, topK: null, topP: 1 }]] },
    );
  });

  test('all codes in order of likelihood', () => {
    expect([...codesByLikelihood(logitsOf(1, 3, 2, 3))]).toEqual([1, 3, 2, 0]);
  });

  test('of equal logits the lowest ids are kept', () => {
    expect([...distributionOf(new Float32Array(8), { ...plain, topK: 3 }).codes]).toEqual([0, 1, 2]);
  });
});
