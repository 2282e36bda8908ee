// Opens a PixelCNN: with our own kernels where they know its graph, else by ONNX Runtime. Both on the CPU.
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import { OnnxRows } from './pixelcnn/onnx-rows.ts';
import { OwnRows } from './pixelcnn/own-rows.ts';
import type { RowsModel } from './pixelcnn/rows-model.ts';
import { PixelCnnPrior } from './pixelcnn.ts';
import type { PixelCnnManifest } from './prior-manifest.ts';

export interface PixelCnnOpening {
  readonly manifest: PixelCnnManifest;
  readonly codebookSize: number;
  readonly runtime: OnnxRuntime;
  readonly model: Uint8Array;
}

export async function openPixelCnn(opening: PixelCnnOpening): Promise<PixelCnnPrior> {
  const { manifest, codebookSize } = opening;
  return new PixelCnnPrior({ manifest, codebookSize, model: await openRows(opening) });
}

async function openRows({ manifest, codebookSize, runtime, model }: PixelCnnOpening): Promise<RowsModel> {
  const own = OwnRows.create(model, manifest);
  if (own) return own;
  const session = await runtime.createSession(model, 'wasm');
  return new OnnxRows({ manifest, codebookSize, runtime, session });
}
