// Our kernel, in each of its variants.
import type { Gpu } from '../../../src/gpu/device.ts';
import type { NearestCodePlan, NearestCodeVariant } from '../../../src/gpu/kernels/nearest-code/nearest-code.plan.ts';
import { NearestCode } from '../../../src/gpu/kernels/nearest-code/nearest-code.ts';
import type { Contender } from './contender.ts';

/** @param variant left out, the one that the app takes */
export function ours(gpu: Gpu, variant?: NearestCodeVariant): Contender {
  const { device } = gpu;
  return {
    name: variant ? `Tessera, ${variant}` : 'Tessera, as chosen',
    ours: true,
    unfit: () => (variant === 'quads' && !gpu.adapter.features.includes('subgroups') ? 'it needs subgroups' : null),
    open: async ({ shape, codebook, vectorsOnGpu }) => {
      const kernel = await NearestCode.create(gpu, codebook, shape);
      const options = { layout: 'row-major', ...(variant && { variant }) } as const;
      const prepared = await kernel.prepare(shape.rows, options);
      return {
        detail: planWords(prepared.plan),
        passes: 1,
        call: () => {
          const encoder = device.createCommandEncoder();
          kernel.record(encoder, vectorsOnGpu, prepared);
          device.queue.submit([encoder.finish()]);
        },
        settle: () => device.queue.onSubmittedWorkDone(),
        tokens: async () => (await kernel.runOnBuffer(vectorsOnGpu, shape.rows, options)).tokens,
        dispose: () => kernel.dispose(),
      };
    },
  };
}

function planWords({ variant, splits }: NearestCodePlan): string {
  return splits === 1 ? `${variant}, the codebook whole` : `${variant}, the codebook in ${splits} splits`;
}
