// TensorFlow.js on WebGPU, with matMul, sub and argMin, on the device that all contenders share.
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { type Contender, scoresUnfit } from './contender.ts';

type Core = typeof import('@tensorflow/tfjs-core');

export function tensorFlow(device: GPUDevice, info: GPUAdapterInfo): Contender {
  let loaded: Promise<Core> | null = null;
  return {
    name: 'TensorFlow.js, WebGPU',
    ours: false,
    unfit: (shape) => scoresUnfit(shape, device),
    open: async ({ shape, vectors, codebook, halfNorms }) => {
      loaded ??= load(device, info);
      const core = await loaded;
      const { rows, size, dim } = shape;
      const z = core.tensor2d(vectors, [rows, dim]);
      const codes = core.tensor2d(codebook, [size, dim]);
      const norms = core.tensor1d(halfNorms);
      const nearest = () =>
        core.tidy(() => core.argMin(core.sub(norms, core.matMul(z, codes, false, true)), 1) as Tensor1D);
      let last: Tensor1D | null = null;
      return {
        detail: 'matMul, sub, argMin',
        passes: 4,
        call: () => {
          last?.dispose();
          last = nearest();
        },
        // Reading the last result is the one way to have everything before it submitted.
        settle: async () => {
          await last?.data();
          last?.dispose();
          last = null;
        },
        tokens: async () => {
          const tokens = nearest();
          try {
            return Int32Array.from(await tokens.data());
          } finally {
            tokens.dispose();
          }
        },
        dispose: () => core.dispose([z, codes, norms]),
      };
    },
  };
}

async function load(device: GPUDevice, info: GPUAdapterInfo): Promise<Core> {
  const [core, { WebGPUBackend }] = await Promise.all([
    import('@tensorflow/tfjs-core'),
    import('@tensorflow/tfjs-backend-webgpu'),
  ]);
  // The package registers a backend that would ask for a device of its own.
  core.removeBackend('webgpu');
  const backend = new WebGPUBackend(device, info);
  core.registerBackend('webgpu', () => backend);
  if (!(await core.setBackend('webgpu'))) throw new Error('TensorFlow.js could not start its WebGPU backend.');
  return core;
}
