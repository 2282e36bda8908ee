// The quantizer's tuning, as on a real GPU: measured once, remembered for the next visit, and right afterwards.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { GpuQuantizer } from '../../src/engine/quantizer/gpu-quantizer.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { openGpu } from './adapter.ts';
import { nearestInFloat64, normals, seeded, toChannelMajor } from './oracle.ts';

const [size, dim, rows] = [300, 8, 150];
const codebook = { vectors: normals(size * dim, seeded(31)), size, dim };

let gpu: Gpu;
let quantizers: GpuQuantizer[] = [];

beforeAll(async () => {
  gpu = await openGpu();
});

afterAll(() => {
  for (const quantizer of quantizers) quantizer.dispose();
  gpu?.destroy();
});

/** Says that it is hardware, and has a name of its own, so that nothing is remembered of it yet. */
function hardware(): Gpu {
  return { ...gpu, adapter: { ...gpu.adapter, software: false, name: `test ${crypto.randomUUID()}` } };
}

async function submitsWhile(work: () => Promise<void>): Promise<number> {
  const submit = vi.spyOn(gpu.device.queue, 'submit');
  try {
    await work();
    return submit.mock.calls.length;
  } finally {
    submit.mockRestore();
  }
}

test('tunes once an adapter and class of rows, and computes right after it', async () => {
  const adapter = hardware();
  const first = await GpuQuantizer.create(adapter, codebook);
  const second = await GpuQuantizer.create(adapter, codebook);
  quantizers = [first, second];
  expect(await submitsWhile(() => first.tune(rows))).toBeGreaterThan(0);
  expect(await submitsWhile(() => first.tune(rows))).toBe(0);
  // Another visit: remembered.
  expect(await submitsWhile(() => second.tune(rows))).toBe(0);

  const vectors = normals(rows * dim, seeded(32));
  const truth = nearestInFloat64(vectors, codebook.vectors, codebook);
  for (const quantizer of quantizers) {
    const zE = { location: 'cpu', data: toChannelMajor(vectors, dim) } as const;
    expect((await quantizer.nearest(zE, rows)).tokens).toEqual(truth.tokens);
  }
});

test('leaves software adapters alone', async () => {
  const quantizer = await GpuQuantizer.create(gpu, codebook);
  quantizers.push(quantizer);
  expect(await submitsWhile(() => quantizer.tune(rows))).toBe(0);
});
