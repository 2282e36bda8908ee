// The same assertions over both backends of look-up: the kernel and the CPU reference. A gather is exact.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CodebookShape, VectorLayout } from '../../src/gpu/codebook.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { lookUpOnCpu } from '../../src/gpu/kernels/look-up/look-up.reference.ts';
import { LookUp } from '../../src/gpu/kernels/look-up/look-up.ts';
import { NearestCode } from '../../src/gpu/kernels/nearest-code/nearest-code.ts';
import { openGpu } from './adapter.ts';
import { inLayout, normals, seeded } from './oracle.ts';

type Run = (
  tokens: Int32Array,
  codebook: Float32Array,
  shape: CodebookShape,
  layout: VectorLayout,
) => Promise<Float32Array>;

let gpu: Gpu;

beforeAll(async () => {
  gpu = await openGpu();
});

afterAll(() => gpu?.destroy());

async function onGpu<Result>(
  codebook: Float32Array,
  shape: CodebookShape,
  use: (kernel: LookUp) => Promise<Result>,
): Promise<Result> {
  const kernel = await LookUp.create(gpu, codebook, shape);
  try {
    return await use(kernel);
  } finally {
    kernel.dispose();
  }
}

const backends: readonly { name: string; run: Run }[] = [
  {
    name: 'cpu',
    run: async (tokens, codebook, { dim }, layout) => lookUpOnCpu(tokens, codebook, { dim, layout }),
  },
  {
    name: 'gpu',
    run: (tokens, codebook, shape, layout) => onGpu(codebook, shape, (kernel) => kernel.run(tokens, { layout })),
  },
];

const layouts = ['row-major', 'channel-major'] as const;

describe.each(backends)('$name', ({ run }) => {
  test.each([
    { rows: 1024, size: 4096, dim: 32 },
    { rows: 77, size: 10, dim: 3 },
    { rows: 1, size: 1, dim: 256 },
    { rows: 0, size: 5, dim: 4 },
  ])('$rows tokens of $size × $dim', async ({ rows, size, dim }) => {
    const random = seeded(rows + dim);
    const codebook = normals(size * dim, random);
    const tokens = Int32Array.from({ length: rows }, () => Math.floor(random() * size));
    const wanted = new Float32Array(rows * dim);
    for (let row = 0; row < rows; row++) {
      for (let d = 0; d < dim; d++) wanted[row * dim + d] = codebook[tokens[row]! * dim + d]!;
    }
    for (const layout of layouts) {
      expect(await run(tokens, codebook, { size, dim }, layout)).toEqual(inLayout(wanted, dim, layout));
    }
  });

  test('refuses a token that is no code, and names it', async () => {
    const codebook = normals(40, seeded(2));
    for (const token of [10, -1]) {
      await expect(run(Int32Array.of(3, token), codebook, { size: 10, dim: 4 }, 'row-major')).rejects.toThrow(
        `Token ${token} of cell 1 is none of the 10 codes.`,
      );
    }
  });
});

test('tokens that nearest-code left on the GPU become vectors in a buffer there', async () => {
  const shape = { size: 300, dim: 8 };
  const codebook = normals(300 * 8, seeded(3));
  const nearest = await NearestCode.create(gpu, codebook, shape);
  await onGpu(codebook, shape, async (lookUp) => {
    const tokens = Int32Array.from({ length: 100 }, (_, i) => (i * 7) % 300);
    const { device } = gpu;
    const zE = lookUp.runToBuffer(tokens, { layout: 'channel-major' });
    const call = await nearest.prepare(100, { layout: 'channel-major' });
    const staging = device.createBuffer({ size: 100 * 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
    try {
      const encoder = device.createCommandEncoder();
      const found = nearest.record(encoder, zE, call);
      encoder.copyBufferToBuffer(found.buffer, found.tokensOffset, staging, 0, 100 * 4);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      expect(new Int32Array(staging.getMappedRange().slice(0))).toEqual(tokens);
    } finally {
      staging.destroy();
      nearest.dispose();
    }
  });
});
