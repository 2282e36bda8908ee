// Opens an autoregressive prior and settles what its step runs on: on the CPU our own kernels where they know all of it,
// else ONNX Runtime; on a GPU where that is measured to be faster and computes the same.
import type { Gpu } from '../../gpu/device.ts';
import { type Contender, probe } from '../backends/probe.ts';
import { recallVerdict, rememberedVerdict, type VerdictKey } from '../backends/verdicts.ts';
import type { BackendChoice, NetworkBackend } from '../protocol.ts';
import { loadPart } from '../runtime/load-part.ts';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import { AutoregressivePrior } from './autoregressive.ts';
import type { AutoregressiveManifest } from './prior-manifest.ts';
import { OnnxStep } from './step/onnx-step.ts';
import { OwnStep } from './step/own-step.ts';
import type { StepModel } from './step/step-model.ts';

export interface AutoregressiveOpening {
  readonly manifest: AutoregressiveManifest;
  readonly packId: string;
  readonly codebookSize: number;
  readonly runtime: OnnxRuntime;
  readonly gpu: Gpu | null;
  readonly wish: BackendChoice['prior'];
  readonly model: Uint8Array;
}

/** Tokens that a probe reads before it asks for logits. */
const probeTokens = 8;

export async function openAutoregressive(opening: AutoregressiveOpening): Promise<AutoregressivePrior> {
  const { manifest, codebookSize } = opening;
  return new AutoregressivePrior({ manifest, codebookSize, step: await chooseStep(opening) });
}

async function chooseStep(opening: AutoregressiveOpening): Promise<StepModel> {
  const { manifest, packId, runtime, gpu, wish } = opening;
  if (wish === 'wasm' || !gpu || !runtime.withWebGpu || (wish === 'auto' && gpu.adapter.software)) {
    return openOnCpu(opening);
  }
  const key: VerdictKey = {
    stage: 'prior',
    adapter: gpu.adapter.name,
    pack: `${packId}/${manifest.id}`,
    threads: runtime.threads,
  };
  if (wish === 'auto' && (await recallVerdict(key))?.backend === 'wasm') return openOnCpu(opening);
  const { GpuStep } = await loadPart(() => import('./step/gpu-step.ts'));
  const onGpu = await GpuStep.create({ ...opening, gpu }).catch(() => null);
  if (!onGpu) return openOnCpu(opening);
  if (wish === 'webgpu') return onGpu;
  const onCpu = await openOnCpu(opening);
  const { backend } = await rememberedVerdict(key, () =>
    probe<NetworkBackend>(contender(onCpu, manifest), contender(onGpu, manifest)),
  );
  const [chosen, other] = backend === 'webgpu' ? [onGpu, onCpu] : [onCpu, onGpu];
  await other.dispose();
  return chosen;
}

async function openOnCpu({ manifest, codebookSize, runtime, model }: AutoregressiveOpening): Promise<StepModel> {
  const own = OwnStep.create(model, manifest, codebookSize);
  if (own) return own;
  return new OnnxStep({ manifest, runtime, session: await runtime.createSession(model, 'wasm') });
}

/** Each run reads the same few tokens from the start. */
function contender(step: StepModel, { startToken, conditions }: AutoregressiveManifest): Contender<NetworkBackend> {
  const window = step.openWindow();
  const any = conditions.map((condition) => condition.any);
  return {
    backend: step.backend,
    run: async () => {
      for (let position = 0; position < probeTokens; position++) {
        await window.read(position, position === 0 ? startToken : position, any);
      }
      return (await step.logits()).slice();
    },
  };
}
