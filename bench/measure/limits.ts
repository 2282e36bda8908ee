// The adapter's limits as measured: fused multiply-adds a second and bytes copied a second.
import type { Gpu } from '../../src/gpu/device.ts';
import { Copy } from '../../src/gpu/kernels/copy/copy.ts';
import { fmaPeakSum } from '../../src/gpu/kernels/fma-peak/fma-peak.reference.ts';
import { FmaPeak } from '../../src/gpu/kernels/fma-peak/fma-peak.ts';
import type { GpuMeter } from './gpu-meter.ts';
import type { LimitRow, Timing } from './protocol.ts';
import { type Patience, type Timed, timeCalls, timeSideBySide } from './side-by-side.ts';

/** As long a call as makes start and end of a pass negligible. */
const callMs = 10;

/** Of a call: GPU time where there is one. */
function millisecondsOf({ gpu, wall }: Timing): number {
  return (gpu ?? wall).median;
}

/** @throws {Error} where the adapter computes something else than it should */
export async function measureFmaPeak(gpu: Gpu, meter: GpuMeter, patience: Patience): Promise<LimitRow | null> {
  const { device, adapter } = gpu;
  const groups = adapter.software ? 64 : 4096;
  const kernels = await Promise.all(([2, 4, 8] as const).map((chains) => FmaPeak.create(gpu, chains, groups)));
  try {
    for (const kernel of kernels) await checkFmaPeak(kernel);
    const contenders: { kernel: FmaPeak; timed: Timed; rounds: number }[] = [];
    for (const kernel of kernels) {
      const timed = (rounds: number): Timed => ({
        passes: 1,
        call: () => submit(device, (encoder) => kernel.record(encoder, rounds)),
        settle: () => device.queue.onSubmittedWorkDone(),
      });
      let rounds = 16;
      while (rounds < 2 ** 20 && (await timeCalls(timed(rounds))) < callMs) rounds *= 2;
      contenders.push({ kernel, timed: timed(rounds), rounds });
    }
    const timings = await timeSideBySide(
      contenders.map(({ timed }) => timed),
      meter,
      patience,
    );
    const rows = contenders.flatMap(({ kernel, rounds }, i) => {
      const timing = timings[i];
      if (!timing) return [];
      const perSecond = (1000 * kernel.multiplyAdds(rounds)) / millisecondsOf(timing);
      return [{ perSecond, timing, detail: `${kernel.chains} chains of vec4f a thread, ${kernel.threads} threads` }];
    });
    const [best] = rows.sort((a, b) => b.perSecond - a.perSecond);
    return best ? { kind: 'limit', name: 'fused multiply-add', unit: 'multiply-adds/s', ...best } : null;
  } finally {
    for (const kernel of kernels) kernel.dispose();
  }
}

async function checkFmaPeak(kernel: FmaPeak): Promise<void> {
  const rounds = 50;
  const sums = await kernel.run(rounds);
  for (const thread of [0, 5, kernel.threads - 1]) {
    const wanted = fmaPeakSum(thread, { chains: kernel.chains, rounds });
    if (!(Math.abs(sums[thread]! - wanted) < 1e-4 * wanted)) {
      throw new Error(`The adapter computes multiply-adds wrongly: ${sums[thread]} instead of ${wanted}.`);
    }
  }
}

/** @throws {Error} where the copy differs from its source */
export async function measureCopy(gpu: Gpu, meter: GpuMeter, patience: Patience): Promise<LimitRow | null> {
  const { device, adapter } = gpu;
  // Larger than any cache, and within the limits that every adapter has.
  const bytes = (adapter.software ? 64 : 128) * 2 ** 20;
  const kernel = await Copy.create(gpu);
  try {
    const numbers = new Float32Array(bytes / 4);
    for (let i = 0; i < numbers.length; i++) numbers[i] = i % 8191;
    const copied = await kernel.run(numbers);
    const wrong = copied.findIndex((number, i) => number !== numbers[i]);
    if (wrong >= 0) throw new Error(`The adapter copies wrongly: number ${wrong} differs.`);
    const source = kernel.upload(numbers);
    const timed: Timed = {
      passes: 1,
      call: () => submit(device, (encoder) => kernel.record(encoder, source, bytes)),
      settle: () => device.queue.onSubmittedWorkDone(),
    };
    const [timing] = await timeSideBySide([timed], meter, patience);
    if (!timing) return null;
    return {
      kind: 'limit',
      name: 'copy',
      unit: 'bytes/s',
      perSecond: (1000 * 2 * bytes) / millisecondsOf(timing),
      detail: `${bytes / 2 ** 20} MiB read and written`,
      timing,
    };
  } finally {
    kernel.dispose();
  }
}

function submit(device: GPUDevice, record: (encoder: GPUCommandEncoder) => void): void {
  const encoder = device.createCommandEncoder();
  record(encoder);
  device.queue.submit([encoder.finish()]);
}
