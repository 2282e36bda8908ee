// What all packs of a worker share: the GPU, if there is one, and the ONNX Runtime that was loaded for it.
import { type Gpu, requestGpu } from '../../gpu/device.ts';
import type { BackendChoice } from '../protocol.ts';
import { OnnxRuntime } from './onnx-runtime.ts';

export interface Host {
  readonly gpu: Gpu | null;
  readonly runtime: OnnxRuntime;
  /** Why a wish was not followed, in words for a person. */
  readonly remarks: readonly string[];
}

export async function openHost(choice: BackendChoice): Promise<Host> {
  const wishes = Object.values(choice);
  const gpu = wishes.some((wish) => wish === 'auto' || wish === 'webgpu') ? await requestGpu() : null;
  const device = gpu?.device ? gpu : null;
  const hardware = device !== null && !device.adapter.software;
  const networksMayUseGpu = (['encoder', 'decoder', 'prior'] as const).some(
    (stage) => choice[stage] === 'webgpu' || (choice[stage] === 'auto' && hardware),
  );
  return {
    gpu: device,
    runtime: new OnnxRuntime(device && networksMayUseGpu ? device.device : null),
    remarks: gpu?.device === null && wishes.includes('webgpu') ? [`WebGPU was asked for, but: ${gpu.reason}`] : [],
  };
}
