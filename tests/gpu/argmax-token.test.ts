// The same assertions over both backends of argmax-token, each against an argmax in plain words.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gpu } from '../../src/gpu/device.ts';
import { type ArgmaxTokens, argmaxTokensOnCpu } from '../../src/gpu/kernels/argmax-token/argmax-token.reference.ts';
import { ArgmaxToken } from '../../src/gpu/kernels/argmax-token/argmax-token.ts';
import { openGpu } from './adapter.ts';
import { normals, seeded } from './oracle.ts';

type Run = (logits: Float32Array, cells: number, codes: number) => Promise<ArgmaxTokens>;

let gpu: Gpu;

beforeAll(async () => {
  gpu = await openGpu();
});

afterAll(() => gpu?.destroy());

const onGpu: Run = async (logits, cells, codes) => {
  const kernel = await ArgmaxToken.create(gpu, codes);
  try {
    return await kernel.run(logits, cells);
  } finally {
    kernel.dispose();
  }
};

/** Of one cell after the other, by the standard library. */
function expected(logits: Float32Array, cells: number, codes: number): number[] {
  return Array.from({ length: cells }, (_, cell) => {
    const own = Array.from({ length: codes }, (__, code) => logits[code * cells + cell]!);
    const best = Math.max(...own.filter((logit) => !Number.isNaN(logit)));
    // −1 where there is no number at all.
    return Math.max(own.indexOf(best), 0);
  });
}

describe.each([
  { name: 'cpu', run: (async (...given) => argmaxTokensOnCpu(...given)) as Run },
  { name: 'gpu', run: onGpu },
])('$name', ({ run }) => {
  async function check(logits: Float32Array, cells: number, codes: number): Promise<void> {
    const found = await run(logits, cells, codes);
    const due = expected(logits, cells, codes);
    expect(found.tokens.length).toBe(cells);
    expect(found.tokens.findIndex((token, cell) => token !== due[cell])).toBe(-1);
    expect(found.logits.findIndex((logit, cell) => !Object.is(logit, logits[due[cell]! * cells + cell]))).toBe(-1);
  }

  test.each([
    [1, 1],
    [1, 16_384],
    [3, 2],
    [63, 33],
    [65, 1000],
    [257, 8192],
    [200, 16_384],
    [1536, 512],
    [65_536, 5],
    [65_536, 40],
  ])('%i cells of %i random logits', (cells, codes) => check(normals(cells * codes, seeded(cells), 3), cells, codes));

  test('of equal logits the lowest code wins, wherever they lie', async () => {
    const [cells, codes] = [300, 700];
    await check(new Float32Array(cells * codes).fill(1.5), cells, codes);
    // Four values: every cell has its largest many times.
    await check(
      normals(cells * codes, seeded(5), 1).map((value) => Math.round(value)),
      cells,
      codes,
    );
    // The two zeros are equal.
    await check(
      new Float32Array(cells * codes).map((_, i) => (Math.floor(i / cells) % 2 ? 0 : -0)),
      cells,
      codes,
    );
  });

  test('huge and tiny numbers, infinities: the order of floats', async () => {
    const [cells, codes] = [128, 96];
    const largest = 3.4028234663852886e38;
    const values = [largest, -largest, Infinity, -Infinity, 1e-45, -1e-45, 1e30, -1e30, 0, -0];
    const random = seeded(9);
    await check(
      new Float32Array(cells * codes).map(() => values[Math.floor(random() * values.length)]!),
      cells,
      codes,
    );
    await check(new Float32Array(cells * codes).fill(-Infinity), cells, codes);
    await check(new Float32Array(cells * codes).fill(Infinity), cells, codes);
    const oneIsPossible = new Float32Array(cells * codes).fill(-Infinity);
    for (let cell = 0; cell < cells; cell++) oneIsPossible[((7 * cell) % codes) * cells + cell] = -1e38;
    await check(oneIsPossible, cells, codes);
  });

  test('what is no number never wins against one that is', async () => {
    const [cells, codes] = [70, 90];
    const logits = normals(cells * codes, seeded(2), 1).map((value, i) => (i % 3 ? Number.NaN : value));
    await check(logits, cells, codes);
    await check(
      logits.map((value) => (Number.isNaN(value) ? value : -Infinity)),
      cells,
      codes,
    );
    const { tokens } = await run(new Float32Array(cells * codes).fill(Number.NaN), cells, codes);
    expect([...tokens]).toEqual(new Array(cells).fill(0));
  });

  test('no cells', async () => {
    expect((await run(new Float32Array(0), 0, 12)).tokens.length).toBe(0);
  });

  test('another count of logits is refused', async () => {
    await expect(run(new Float32Array(11), 3, 4)).rejects.toThrow('3 cells of 4 logits are 12 numbers, not 11.');
  });
});

test('logits in a buffer of the caller’s, which stays theirs', async () => {
  const [cells, codes] = [384, 800];
  const logits = normals(cells * codes, seeded(4), 2);
  const buffer = gpu.device.createBuffer({
    size: logits.byteLength,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  gpu.device.queue.writeBuffer(buffer, 0, logits as GPUAllowSharedBufferSource);
  const kernel = await ArgmaxToken.create(gpu, codes);
  for (let run = 0; run < 2; run++) {
    const { tokens } = await kernel.runOnBuffer(buffer, cells);
    expect([...tokens]).toEqual(expected(logits, cells, codes));
  }
  await expect(kernel.runOnBuffer(buffer, 2 * cells)).rejects.toThrow('not');
  kernel.dispose();
  buffer.destroy();
});
