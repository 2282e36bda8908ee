// Our kernel: as the app runs it, each of its variants, and the app's way on the CPU.
import { SimdNearestCode } from '../../../src/engine/quantizer/simd-nearest-code.ts';
import type { Gpu } from '../../../src/gpu/device.ts';
import type {
  NearestCodePlan,
  NearestCodeVariant,
  Tuning,
} from '../../../src/gpu/kernels/nearest-code/nearest-code.plan.ts';
import { NearestCode } from '../../../src/gpu/kernels/nearest-code/nearest-code.ts';
import { tuneNearestCode } from '../../../src/gpu/kernels/nearest-code/nearest-code.tuner.ts';
import { chosen } from '../../ratios.mjs';
import type { Contender } from './contender.ts';
import { type Problem, transposed } from './problem.ts';

const layout = 'row-major';

/** As the app does (GpuQuantizer): tuned for the shape, on a software adapter by the plan alone. */
export function oursAsChosen(gpu: Gpu): Contender {
  let tuning: Partial<Tuning> = {};
  return {
    ...contender(gpu, chosen, () => tuning),
    prepare: async ({ shape, codebook }) => {
      tuning = {};
      if (gpu.adapter.software) return;
      const kernel = await NearestCode.create(gpu, codebook, shape);
      try {
        tuning = (await tuneNearestCode(gpu, kernel, { ...shape, vectors: codebook, layout })).chosen ?? {};
      } finally {
        kernel.dispose();
      }
    },
  };
}

export function ourVariant(gpu: Gpu, variant: NearestCodeVariant): Contender {
  const needsSubgroups = variant === 'quads' && !gpu.adapter.features.includes('subgroups');
  return {
    ...contender(gpu, `Tessera, ${variant}`, () => ({ variant })),
    unfit: () => (needsSubgroups ? 'it needs subgroups' : null),
  };
}

/** On one thread; z_e channel by channel, as the encoder leaves it. */
export function oursOnCpu(): Contender {
  return {
    name: 'Tessera, WebAssembly',
    ours: true,
    unfit: () => null,
    open: async ({ shape, codebook, vectors }: Problem) => {
      const search = SimdNearestCode.create({ vectors: codebook, size: shape.size, dim: shape.dim });
      if (!search) throw new Error('This browser has no WebAssembly SIMD.');
      const zE = transposed(vectors, shape.rows, shape.dim);
      return {
        detail: 'SIMD, one thread',
        passes: 1,
        call: () => {
          search.nearest(zE, shape.rows);
        },
        settle: async () => undefined,
        tokens: async () => search.nearest(zE, shape.rows)?.tokens ?? new Int32Array(),
        dispose: () => undefined,
      };
    },
  };
}

function contender(gpu: Gpu, name: string, tuning: () => Partial<Tuning>): Contender {
  const { device } = gpu;
  return {
    name,
    ours: true,
    unfit: () => null,
    open: async ({ shape, codebook, vectorsOnGpu }: Problem) => {
      const kernel = await NearestCode.create(gpu, codebook, shape);
      const options = { layout, ...tuning() } as const;
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
