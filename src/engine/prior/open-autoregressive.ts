// Opens an autoregressive prior: with our own kernels where they know all of its step, else with ONNX Runtime.
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import { AutoregressivePrior } from './autoregressive.ts';
import type { AutoregressiveManifest } from './prior-manifest.ts';
import { OnnxStep } from './step/onnx-step.ts';
import { OwnStep } from './step/own-step.ts';
import type { StepModel } from './step/step-model.ts';

export interface AutoregressiveOpening {
  readonly manifest: AutoregressiveManifest;
  readonly codebookSize: number;
  readonly runtime: OnnxRuntime;
  readonly model: Uint8Array;
}

export async function openAutoregressive(opening: AutoregressiveOpening): Promise<AutoregressivePrior> {
  const { manifest, codebookSize } = opening;
  return new AutoregressivePrior({ manifest, codebookSize, step: await openStep(opening) });
}

async function openStep({ manifest, runtime, model }: AutoregressiveOpening): Promise<StepModel> {
  const own = OwnStep.create(model, manifest);
  if (own) return own;
  return new OnnxStep({ manifest, runtime, session: await runtime.createSession(model, 'wasm') });
}
