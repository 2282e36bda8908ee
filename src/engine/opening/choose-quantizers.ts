// Which backend quantizes: our kernels on the GPU or the CPU, as wished or as measured.
import type { Gpu } from '../../gpu/device.ts';
import { type Contender, probe } from '../backends/probe.ts';
import { recallVerdict, rememberedVerdict, type VerdictKey } from '../backends/verdicts.ts';
import { CpuQuantizer } from '../quantizer/cpu-quantizer.ts';
import type { Quantizer } from '../quantizer/quantizer.ts';
import { loadPart } from '../runtime/load-part.ts';
import { inTurns, noise, type Opening, type Turn } from './opening.ts';

type MeasureLater = (turn: Turn) => Promise<void>;

export interface ChosenQuantizers {
  /** One for each level, all on one backend. */
  readonly quantizers: readonly Quantizer[];
  /** What was put off so that the pack opens sooner: measures backends for the next visit; null where there is nothing. */
  readonly measureLater: MeasureLater | null;
}

/** The finest level, whose grid is the largest, decides for all. */
export async function chooseQuantizers({
  pack,
  choice,
  gpu,
  codebooks,
  runtime,
  remarks,
}: Opening): Promise<ChosenQuantizers> {
  const kinds = pack.levels.map(({ level }) => level.quantizer);
  // What only some packs and adapters need comes with the first of them.
  const argmax = async () => (await loadPart(() => import('../quantizer/argmax-quantizer.ts'))).ArgmaxQuantizer;
  const onGpuNearest = async () => (await loadPart(() => import('../quantizer/gpu-quantizer.ts'))).GpuQuantizer;
  const onCpu = await Promise.all(
    codebooks.map(async (codebook, i) =>
      kinds[i] === 'argmax' ? new (await argmax())(codebook) : new CpuQuantizer(codebook),
    ),
  );
  const createOnGpu = async (device: Gpu, i: number): Promise<Quantizer> =>
    (kinds[i] === 'argmax' ? await argmax() : await onGpuNearest()).create(device, codebooks[i]!);
  const chosen = (quantizers: readonly Quantizer[]): ChosenQuantizers => ({ quantizers, measureLater: null });
  if (choice.quantizer === 'cpu' || !gpu) return chosen(onCpu);
  const key: VerdictKey = {
    stage: 'quantizer',
    adapter: gpu.adapter.name,
    pack: pack.manifest.id,
    threads: runtime.threads,
  };
  const finest = codebooks.length - 1;
  // A picture's worth of vectors; of logits, which are many times as many numbers, fewer cells.
  const { channels } = onCpu[finest]!;
  const count = channels > 1024 ? 128 : 1024;
  const data = noise(count * channels);
  const contender = (quantizer: Quantizer): Contender<'webgpu' | 'cpu'> => ({
    backend: quantizer.backend,
    run: async () => (await quantizer.nearest({ location: 'cpu', data }, count)).distances,
  });
  // A software GPU takes a second to be measured and gains little: this visit begins without.
  if (choice.quantizer === 'auto' && gpu.adapter.software && !(await recallVerdict(key))) {
    const measureLater: MeasureLater = async (turn) => {
      const onGpu = await turn(() => createOnGpu(gpu, finest));
      const [known, tried] = [contender(onCpu.at(-1)!), contender(onGpu)];
      try {
        await rememberedVerdict(key, () => probe(inTurns(known, turn), inTurns(tried, turn)));
      } finally {
        onGpu.dispose();
      }
    };
    return { quantizers: onCpu, measureLater };
  }
  const onGpu = await Promise.all(codebooks.map((_, i) => createOnGpu(gpu, i))).catch(() => {
    remarks.push('Our kernels do not run on this adapter, so the quantizer runs on the CPU.');
    return null;
  });
  if (!onGpu) return chosen(onCpu);
  if (choice.quantizer === 'webgpu') return chosen(onGpu);
  const verdict = await rememberedVerdict(key, () => probe(contender(onCpu.at(-1)!), contender(onGpu.at(-1)!)));
  if (verdict.mistrusted) remarks.push('This adapter computes wrong distances, so the quantizer runs on the CPU.');
  if (verdict.backend === 'webgpu') return chosen(onGpu);
  for (const quantizer of onGpu) quantizer.dispose();
  return chosen(onCpu);
}
