// The same assertions over both backends of sample-token, and the one against the other: same logits, same tokens.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { distributionOf } from '../../src/core/sampling/distribution.ts';
import type { Shaping } from '../../src/core/sampling/truncation.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { sampleTokensOnCpu, type TokenDraw } from '../../src/gpu/kernels/sample-token/sample-token.reference.ts';
import { SampleToken } from '../../src/gpu/kernels/sample-token/sample-token.ts';
import { openGpu } from './adapter.ts';
import { normals, seeded } from './oracle.ts';

type Run = (logits: Float32Array, size: number, shaping: Shaping, draws: readonly TokenDraw[]) => Promise<Int32Array>;

let gpu: Gpu;

beforeAll(async () => {
  gpu = await openGpu();
});

afterAll(() => gpu?.destroy());

const onGpu: Run = async (logits, size, shaping, draws) => {
  const kernel = await SampleToken.create(gpu, size);
  try {
    return await kernel.run(logits, shaping, draws);
  } finally {
    kernel.dispose();
  }
};

const plain: Shaping = { temperature: 1, topK: null, topP: 1 };
const shapings: Record<string, Shaping> = {
  'as the model says': plain,
  cold: { ...plain, temperature: 0.4 },
  hot: { ...plain, temperature: 2 },
  'top-k': { ...plain, topK: 37 },
  'top-p': { ...plain, topP: 0.8 },
  'all of them': { temperature: 1.3, topK: 200, topP: 0.9 },
  'the likeliest': { ...plain, temperature: 0 },
};

const drawsOf = (count: number, seed = 11): TokenDraw[] =>
  Array.from({ length: count }, (_, i) => ({ seed, place: i * 7, round: i % 3, slot: i }));

test.each(Object.entries(shapings))('the kernel draws the tokens that the CPU draws: %s', async (_, shaping) => {
  for (const [size, scale] of [
    [4096, 2.5],
    [1000, 6],
    [64, 1],
    [3, 1],
  ] as const) {
    const draws = drawsOf(96);
    const logits = normals(size * draws.length, seeded(size), scale);
    expect([...(await onGpu(logits, size, shaping, draws))]).toEqual([
      ...sampleTokensOnCpu(logits, size, shaping, draws),
    ]);
  }
});

describe.each([
  { name: 'cpu', run: (async (...given) => sampleTokensOnCpu(...given)) as Run },
  { name: 'gpu', run: onGpu },
])('$name', ({ run }) => {
  test('draws follow the exact distribution', async () => {
    const size = 12;
    const rows = 500;
    const row = normals(size, seeded(3), 1.5);
    const logits = new Float32Array(size * rows);
    for (let i = 0; i < rows; i++) logits.set(row, i * size);
    const shaping = { temperature: 1.2, topK: 6, topP: 0.95 };
    const tokens = await run(logits, size, shaping, drawsOf(rows, 5));
    const { codes, probabilities } = distributionOf(row, shaping);
    const counts = new Map<number, number>();
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    let statistic = 0;
    codes.forEach((code, i) => {
      const due = probabilities[i]! * rows;
      statistic += ((counts.get(code) ?? 0) - due) ** 2 / due;
      counts.delete(code);
    });
    // Nothing was drawn that may not be; and chi-square's quantile for 1 − 10⁻³ with 5 degrees of freedom.
    expect(counts.size).toBe(0);
    expect(statistic).toBeLessThan(20.5);
  });

  test('of equal logits the lowest ids are kept', async () => {
    const size = 600;
    const draws = drawsOf(64);
    const tokens = await run(new Float32Array(size * draws.length).fill(-2), size, { ...plain, topK: 5 }, draws);
    for (const token of tokens) expect(token).toBeLessThan(5);
    expect(new Set(tokens).size).toBeGreaterThan(1);
  });

  test('what is forbidden is never drawn', async () => {
    const size = 40;
    const draws = drawsOf(50);
    const logits = Float32Array.from({ length: size * draws.length }, (_, i) => (i % 2 ? 0 : Number.NEGATIVE_INFINITY));
    for (const token of await run(logits, size, plain, draws)) expect(token % 2).toBe(1);
  });

  test('each token goes to its slot', async () => {
    const size = 5;
    const logits = Float32Array.of(9, 0, 0, 0, 0, 0, 0, 0, 9, 0);
    const draws = [
      { seed: 1, place: 0, slot: 2 },
      { seed: 1, place: 1, slot: 0 },
    ];
    const tokens = await run(logits, size, { ...plain, temperature: 0 }, draws);
    expect([tokens[2], tokens[0]]).toEqual([0, 3]);
  });
});

test('logits that are no rows of the draws are refused', async () => {
  await expect(onGpu(new Float32Array(9), 5, plain, drawsOf(2))).rejects.toThrow('2 draws need 10 logits, not 9.');
});
