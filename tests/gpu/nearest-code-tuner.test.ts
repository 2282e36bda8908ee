// The tuner: what it chooses computes right and was the fastest tried; what computes wrong is never chosen.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Gpu } from '../../src/gpu/device.ts';
import { NearestCode } from '../../src/gpu/kernels/nearest-code/nearest-code.ts';
import { tuneNearestCode } from '../../src/gpu/kernels/nearest-code/nearest-code.tuner.ts';
import { QueueTimer } from '../../src/gpu/queue-timer.ts';
import { openGpu } from './adapter.ts';
import { nearestInFloat64, normals, seeded, toChannelMajor } from './oracle.ts';

const [size, dim, rows] = [512, 8, 200];
const layout = 'channel-major';
const codebook = normals(size * dim, seeded(21));

let gpu: Gpu;
let kernel: NearestCode;

beforeAll(async () => {
  gpu = await openGpu();
  kernel = await NearestCode.create(gpu, codebook, { size, dim });
});

afterAll(() => {
  kernel?.dispose();
  gpu?.destroy();
});

test('chooses the fastest variant, and calls of so many rows run as it says', async () => {
  const candidates = ['naive', 'rows', 'tiled', 'quads', 'held'] as const;
  const request = { vectors: codebook, size, dim, rows, layout, candidates } as const;
  const { chosen, trials } = await tuneNearestCode(gpu, kernel, request);
  for (const candidate of candidates) expect(trials.find(({ variant }) => variant === candidate)).toBeDefined();
  const subgroups = gpu.adapter.features.includes('subgroups');
  for (const { variant, fault } of trials) {
    if (subgroups || !['quads', 'held'].includes(variant)) expect(fault).toBeNull();
    else expect(fault).toContain('no subgroups');
  }
  // Later trials are of the best variant, with other splits.
  const first = trials.slice(0, candidates.length);
  const best = Math.min(...first.map(({ ms }) => ms ?? Number.POSITIVE_INFINITY));
  expect(first.find(({ ms }) => ms === best)?.variant).toBe(chosen!.variant);

  const other = chosen!.variant === 'naive' ? 'rows' : 'naive';
  kernel.adoptTuning(rows, { variant: other, splits: 3 });
  const { plan } = await kernel.prepare(rows + 20, { layout });
  expect(plan).toMatchObject({ variant: other, splits: 3 });
  expect((await kernel.prepare(rows, { layout, variant: 'tiled' })).plan.variant).toBe('tiled');
  expect((await kernel.prepare(8 * rows, { layout })).plan.variant).not.toBe(other);

  const vectors = normals(rows * dim, seeded(22));
  const { tokens } = await kernel.run(toChannelMajor(vectors, dim), rows, { layout });
  expect(tokens).toEqual(nearestInFloat64(vectors, codebook, { size, dim }).tokens);
});

test('chooses nothing where every variant computes wrong', async () => {
  const others = normals(size * dim, seeded(23));
  const request = { vectors: others, size, dim, rows, layout, candidates: ['rows', 'naive'] } as const;
  const { chosen, trials } = await tuneNearestCode(gpu, kernel, request);
  expect(chosen).toBeNull();
  for (const { ms, fault } of trials) {
    expect(ms).toBeNull();
    expect(fault).toMatch(/is not the nearest/);
  }
});

test('the queue timer counts what was submitted, by the GPU and by the wall', async () => {
  const timer = await QueueTimer.create(gpu.device);
  const vectors = normals(4096 * dim, seeded(24));
  const options = { layout, variant: 'rows' } as const;
  try {
    // The second run needs no compiler.
    await kernel.run(vectors, 4096, options);
    const idle = await timer.time(() => undefined);
    const busy = await timer.time(async () => {
      for (let run = 0; run < 8; run++) await kernel.run(vectors, 4096, options);
    });
    expect(busy.wallMs).toBeGreaterThan(idle.wallMs);
    expect(busy.gpuMs).not.toBeNull();
    expect(busy.gpuMs!).toBeGreaterThan(idle.gpuMs ?? 0);
    expect(busy.gpuMs!).toBeLessThan(busy.wallMs * 1.1 + 1);
  } finally {
    timer.dispose();
  }
});
