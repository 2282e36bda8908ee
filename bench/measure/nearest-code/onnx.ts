// ONNX Runtime Web, with MatMul, Sub and ArgMin, on WebGPU and on WebAssembly.
import type { Tensor } from 'onnxruntime-web';
import { OnnxRuntime } from '../../../src/engine/runtime/onnx-runtime.ts';
import { type Contender, scoresUnfit } from './contender.ts';
import { nearestCodeGraph } from './onnx-graph.ts';
import { type Problem, transposed, upload } from './problem.ts';

export function onnxOnWebGpu(device: GPUDevice): Contender {
  // One for all shapes; it comes when the first of them needs it.
  const ort = new OnnxRuntime(device);
  return {
    name: 'ONNX Runtime, WebGPU',
    ours: false,
    unfit: (shape) => scoresUnfit(shape, device),
    open: async ({ shape, codebook, halfNorms, vectorsOnGpu }) => {
      const { rows, size, dim } = shape;
      const session = await ort.createSession(nearestCodeGraph(), 'webgpu', 'gpu-buffer');
      const codebookBuffer = upload(device, 'codebook, transposed', transposed(codebook, size, dim));
      const normsBuffer = upload(device, 'half norms', halfNorms);
      const feeds = {
        vectors: ort.fromGpuBuffer(vectorsOnGpu, [rows, dim]),
        codebookT: ort.fromGpuBuffer(codebookBuffer, [dim, size]),
        halfNorms: ort.fromGpuBuffer(normsBuffer, [size]),
      };
      return {
        detail: 'MatMul, Sub, ArgMin',
        // A pass for each node at most, and one for whatever the runtime puts between them.
        passes: 6,
        call: async () => {
          (await session.run(feeds)).tokens!.dispose();
        },
        settle: () => device.queue.onSubmittedWorkDone(),
        tokens: async () => read((await session.run(feeds)).tokens!),
        dispose: async () => {
          await session.release();
          codebookBuffer.destroy();
          normsBuffer.destroy();
        },
      };
    },
  };
}

export function onnxOnWasm(): Contender {
  const ort = new OnnxRuntime(null);
  return {
    name: 'ONNX Runtime, WebAssembly',
    ours: false,
    unfit: () => null,
    open: async (problem: Problem) => {
      const { rows, size, dim } = problem.shape;
      const session = await ort.createSession(nearestCodeGraph(), 'wasm');
      const feeds = {
        vectors: ort.float32(problem.vectors, [rows, dim]),
        codebookT: ort.float32(transposed(problem.codebook, size, dim), [dim, size]),
        halfNorms: ort.float32(problem.halfNorms, [size]),
      };
      return {
        detail: `MatMul, Sub, ArgMin; threads: ${ort.threads}`,
        passes: 1,
        call: async () => {
          (await session.run(feeds)).tokens!.dispose();
        },
        settle: async () => undefined,
        tokens: async () => read((await session.run(feeds)).tokens!),
        dispose: () => session.release(),
      };
    },
  };
}

async function read(tokens: Tensor): Promise<Int32Array> {
  try {
    return Int32Array.from((await tokens.getData()) as BigInt64Array, Number);
  } finally {
    tokens.dispose();
  }
}

/** K×D → D×K: the layout that MatMul multiplies without transposing on every call. */
