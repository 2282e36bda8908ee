// Asks the browser for a WebGPU device. A missing WebGPU is a value with a reason, never an exception.
// The device is shared with ONNX Runtime, so it gets every limit and feature that either side can use.

import { answerWithin } from '../core/answer-within.ts';

export interface Gpu {
  readonly device: GPUDevice;
  readonly adapter: AdapterDescription;
  /** Resolves when the device is gone, by `destroy` or by the driver; it never rejects. */
  readonly lost: Promise<GPUDeviceLostInfo>;
  destroy(): void;
}

export interface NoGpu {
  readonly device: null;
  /** A sentence for the person who wonders why. */
  readonly reason: string;
}

export interface AdapterDescription {
  /** For the status line, such as "nvidia ampere" or "SwiftShader Device (Subzero)". */
  readonly name: string;
  /** True where the CPU plays GPU: right results, but slower than WASM. */
  readonly software: boolean;
  /** The optional features that the device was made with. */
  readonly features: string[];
}

const wantedFeatures = ['shader-f16', 'subgroups', 'timestamp-query'] as const satisfies readonly GPUFeatureName[];

/** Limits whose defaults are small; the adapter's own values are asked for. */
const wantedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

/** Milliseconds: a driver that wakes up may need seconds. */
const patience = 6000;

/** The fastest adapter's device, in a page or in a worker. */
export async function requestGpu(): Promise<Gpu | NoGpu> {
  const gpu = globalThis.navigator?.gpu as globalThis.GPU | undefined;
  if (!gpu) {
    return noGpu(
      globalThis.isSecureContext === false
        ? 'WebGPU needs a secure page: open it over https or on localhost.'
        : 'This browser has no WebGPU.',
    );
  }
  const request = openAdapter(gpu);
  return answerWithin(patience, () => request).catch(() => {
    // Whatever comes now comes too late.
    void request.then(({ device }) => device?.destroy());
    return noGpu('The graphics adapter did not answer.');
  });
}

async function openAdapter(gpu: globalThis.GPU): Promise<Gpu | NoGpu> {
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) return noGpu('The browser has WebGPU but found no graphics adapter that it trusts.');
    return await openDevice(adapter);
  } catch {
    return noGpu('The graphics adapter refused to work for this page.');
  }
}

async function openDevice(adapter: GPUAdapter): Promise<Gpu> {
  const features = wantedFeatures.filter((feature) => adapter.features.has(feature));
  const requiredLimits: Record<string, number> = {};
  for (const name of wantedLimits) requiredLimits[name] = adapter.limits[name];
  const device = await adapter.requestDevice({ label: 'tessera', requiredFeatures: features, requiredLimits });
  return {
    device,
    adapter: describeAdapter(adapter.info, features),
    lost: device.lost,
    destroy: () => device.destroy(),
  };
}

type AdapterInfo = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'> & {
  readonly isFallbackAdapter?: boolean;
};

/** Browsers fill in few of the fields, so the name takes what there is. */
export function describeAdapter(info: AdapterInfo, features: readonly string[]): AdapterDescription {
  const names = [info.vendor, info.architecture, info.device, info.description];
  return {
    name: info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') || 'unnamed adapter',
    software:
      info.isFallbackAdapter === true ||
      /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software/i.test(names.join(' ')),
    features: [...features],
  };
}

function noGpu(reason: string): NoGpu {
  return { device: null, reason };
}
