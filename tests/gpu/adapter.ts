// The adapter that the GPU tests run on. No adapter is a failure, never a skip.
import { type Gpu, requestGpu } from '../../src/gpu/device.ts';

export async function openGpu(): Promise<Gpu> {
  const gpu = await requestGpu();
  if (gpu.device === null) throw new Error(`The GPU tests need a WebGPU adapter: ${gpu.reason}`);
  return gpu;
}
