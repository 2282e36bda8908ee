// The whole benchmark, as the page asks for it: the adapter's limits, then nearest code shape by shape.
import { dependencies, devDependencies } from '../../package.json';
import { type Gpu, requestGpu } from '../../src/gpu/device.ts';
import { shapeName } from '../ratios.mjs';
import { GpuMeter } from './gpu-meter.ts';
import { measureCopy, measureFmaPeak } from './limits.ts';
import type { Contender } from './nearest-code/contender.ts';
import { measureNearestCode, Pace } from './nearest-code/measure.ts';
import { onnxOnWasm, onnxOnWebGpu } from './nearest-code/onnx.ts';
import { oursAsChosen, oursOnCpu, ourVariant } from './nearest-code/ours.ts';
import { tensorFlow } from './nearest-code/tensorflow.ts';
import type { BenchEvent, BenchRequest, Machine } from './protocol.ts';

/** Limits take no more than this, whatever a row may take. */
const limitBudgetMs = 4000;

/**
 * Runs to the end, or until the signal fires: what was measured until then has been sent.
 * @throws {Error} without a WebGPU adapter, and where the adapter computes wrongly
 */
export async function runBench(
  { budgetMs, shapes }: BenchRequest,
  signal: AbortSignal,
  send: (event: BenchEvent) => void,
): Promise<void> {
  const gpu = await requestGpu();
  if (!gpu.device) throw new Error(gpu.reason);
  const meter = new GpuMeter(gpu.device);
  try {
    send({ type: 'machine', machine: machineOf(gpu, meter) });
    const total = 2 + shapes.length;
    let done = 0;
    const progress = (activity: string) => send({ type: 'progress', done, total, activity });

    const patience = { budgetMs: Math.min(budgetMs, limitBudgetMs), signal };
    for (const [activity, measure] of [
      ['Multiply-adds: the adapter’s limit', measureFmaPeak],
      ['Copying: the adapter’s limit', measureCopy],
    ] as const) {
      if (signal.aborted) return;
      progress(activity);
      const row = await measure(gpu, meter, patience);
      if (row) send({ type: 'row', row });
      done++;
    }

    const contenders = contendersOn(gpu);
    const pace = new Pace();
    for (const shape of shapes) {
      if (signal.aborted) return;
      const onActivity = (activity: string) => progress(`${shapeName(shape)}: ${activity}`);
      const bench = { device: gpu.device, meter, patience: { budgetMs, signal }, pace, onActivity };
      for (const row of await measureNearestCode(shape, contenders, bench)) send({ type: 'row', row });
      done++;
    }
    progress('Done');
  } finally {
    gpu.destroy();
  }
}

function contendersOn(gpu: Gpu): Contender[] {
  const variants = (['rows', 'quads', 'held', 'tiled', 'wide', 'naive'] as const).map((variant) =>
    ourVariant(gpu, variant),
  );
  return [
    oursAsChosen(gpu),
    ...variants,
    onnxOnWebGpu(gpu.device),
    oursOnCpu(),
    onnxOnWasm(),
    tensorFlow(gpu.device, gpu.device.adapterInfo),
  ];
}

function machineOf({ device, adapter }: Gpu, meter: GpuMeter): Machine {
  return {
    adapter: adapter.name,
    software: adapter.software,
    features: adapter.features,
    browser: browserName(navigator.userAgent),
    processors: navigator.hardwareConcurrency,
    isolated: globalThis.crossOriginIsolated,
    timestamps: meter.timesPasses,
    maxBindingBytes: device.limits.maxStorageBufferBindingSize,
    peers: {
      'onnxruntime-web': dependencies['onnxruntime-web'],
      '@tensorflow/tfjs-backend-webgpu': devDependencies['@tensorflow/tfjs-backend-webgpu'],
    },
  };
}

/** "Chrome 140", "Firefox 150": the browser's own version among the many names that a user agent carries. */
function browserName(userAgent: string): string {
  const [, name, version] = /(Edg|Firefox|Chrome|Version)\/(\d+)/.exec(userAgent) ?? [];
  if (!name) return userAgent;
  return `${{ Edg: 'Edge', Version: 'Safari' }[name] ?? name} ${version}`;
}
