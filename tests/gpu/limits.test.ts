// The two kernels that measure an adapter's limits do all the work that they are credited with.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Gpu } from '../../src/gpu/device.ts';
import { Copy } from '../../src/gpu/kernels/copy/copy.ts';
import { fmaPeakSum, stepsPerRound } from '../../src/gpu/kernels/fma-peak/fma-peak.reference.ts';
import { FmaPeak } from '../../src/gpu/kernels/fma-peak/fma-peak.ts';
import { openGpu } from './adapter.ts';
import { normals, seeded } from './oracle.ts';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await openGpu();
});
afterAll(() => gpu?.destroy());

describe('fma-peak', () => {
  const rounds = 13;
  const steps = rounds * stepsPerRound;

  test.each([2, 4, 8] as const)('%i chains: every multiply-add is done', async (chains) => {
    const kernel = await FmaPeak.create(gpu, chains, 2);
    try {
      const found = await kernel.run(rounds);
      const wanted = Float64Array.from({ length: kernel.threads }, (_, thread) =>
        fmaPeakSum(thread, { chains, rounds }),
      );
      const oneRoundLess = fmaPeakSum(0, { chains, rounds: rounds - 1 });
      // Unfused, a step rounds twice.
      const slack = wanted[0]! * steps * 2 ** -23;
      expect(Math.abs(wanted[0]! - oneRoundLess)).toBeGreaterThan(2 * slack);
      for (const [thread, sum] of found.entries()) expect(Math.abs(sum - wanted[thread]!)).toBeLessThan(slack);
      expect(kernel.multiplyAdds(rounds)).toBe(128 * chains * 4 * steps);
    } finally {
      kernel.dispose();
    }
  });
});

test('copy: every number arrives, also past one row of workgroups', async () => {
  const limits = { maxComputeWorkgroupsPerDimension: 7 };
  const device = new Proxy(gpu.device, {
    get: (target, name) => {
      if (name === 'limits') return { ...limits };
      const value = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const kernel = await Copy.create({ ...gpu, device });
  try {
    const numbers = normals(4 * 64 * 20 + 12, seeded(3));
    expect(await kernel.run(numbers)).toEqual(numbers);
  } finally {
    kernel.dispose();
  }
});
