// The same assertions over every backend of nearest-code: the CPU reference and each variant of the kernel, with the
// codebook whole and split, in both layouts.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VectorLayout } from '../../src/gpu/codebook.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import { UnsupportedVariantError } from '../../src/gpu/errors.ts';
import { type NearestCodeVariant, whyUnsupported } from '../../src/gpu/kernels/nearest-code/nearest-code.plan.ts';
import { type NearestCodes, nearestCodeOnCpu } from '../../src/gpu/kernels/nearest-code/nearest-code.reference.ts';
import { NearestCode } from '../../src/gpu/kernels/nearest-code/nearest-code.ts';
import { openGpu } from './adapter.ts';
import { type NearestCodeCase, nearestCodeCases } from './nearest-code.cases.ts';
import { inLayout, nearestInFloat64, squaredDistance } from './oracle.ts';

interface Backend {
  readonly name: string;
  /** Where it is forced, whether the adapter can run it or not. */
  readonly variant?: NearestCodeVariant;
  run(input: NearestCodeCase, zE: Float32Array, layout: VectorLayout): Promise<NearestCodes>;
}

let gpu: Gpu;
const kernels = new Map<string, Promise<NearestCode>>();

beforeAll(async () => {
  gpu = await openGpu();
});

afterAll(async () => {
  for (const kernel of kernels.values()) (await kernel).dispose();
  gpu?.destroy();
});

function kernelOf(input: NearestCodeCase): Promise<NearestCode> {
  const known = kernels.get(input.name) ?? NearestCode.create(gpu, input.codebook, input);
  kernels.set(input.name, known);
  return known;
}

function onGpu(variant: NearestCodeVariant, splits: number): Backend {
  return {
    name: `${variant}, ${splits === 1 ? 'whole codebook' : `${splits} splits`}`,
    variant,
    run: async (input, zE, layout) => (await kernelOf(input)).run(zE, input.rows, { layout, variant, splits }),
  };
}

/** Why this adapter refuses to run it, or null. */
function refusalOf({ variant }: Backend, { size, dim }: NearestCodeCase): string | null {
  const { software, features } = gpu.adapter;
  return variant ? whyUnsupported(variant, { size, dim, software, subgroups: features.includes('subgroups') }) : null;
}

async function fromBuffer(input: NearestCodeCase, zE: Float32Array, layout: VectorLayout): Promise<NearestCodes> {
  const buffer = gpu.device.createBuffer({
    size: Math.max(4, zE.byteLength),
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  try {
    gpu.device.queue.writeBuffer(buffer, 0, zE as GPUAllowSharedBufferSource);
    return await (await kernelOf(input)).runOnBuffer(buffer, input.rows, { layout });
  } finally {
    buffer.destroy();
  }
}

const backends: readonly Backend[] = [
  {
    name: 'cpu',
    run: async (input, zE, layout) => nearestCodeOnCpu(zE, input.rows, input.codebook, { ...input, layout }),
  },
  { name: 'chosen, from a buffer of the caller', run: fromBuffer },
  { name: 'chosen', run: async (input, zE, layout) => (await kernelOf(input)).run(zE, input.rows, { layout }) },
  onGpu('rows', 1),
  onGpu('rows', 5),
  onGpu('quads', 1),
  onGpu('quads', 3),
  onGpu('held', 1),
  onGpu('held', 2),
  onGpu('tiled', 1),
  onGpu('tiled', 3),
  onGpu('wide', 1),
  onGpu('wide', 2),
  onGpu('naive', 1),
  onGpu('naive', 4),
];

describe.each(nearestCodeCases)('$name', (input) => {
  const { rows, size, dim, vectors, codebook } = input;
  const truth = nearestInFloat64(vectors, codebook, input);
  const slack = roundingSlack(input);

  describe.each(backends)('$name', (backend) => {
    test.for(['row-major', 'channel-major'] as const)('%s', async (layout, { annotate }) => {
      const refusal = refusalOf(backend, input);
      if (refusal) {
        const refused = backend.run(input, inLayout(vectors, dim, layout), layout);
        await expect(refused).rejects.toThrow(new UnsupportedVariantError(refusal));
        return;
      }
      const { tokens, distances } = await backend.run(input, inLayout(vectors, dim, layout), layout);
      expect(tokens.length).toBe(rows);
      expect(distances.length).toBe(rows);
      let same = 0;
      for (let row = 0; row < rows; row++) {
        const token = tokens[row]!;
        expect(token >= 0 && token < size, `row ${row} has token ${token}`).toBe(true);
        if (token === truth.tokens[row]) same++;
        const chosen = squaredDistance(vectors, row, codebook, token, dim);
        expect(chosen, `row ${row}: code ${token} is not the nearest`).toBeLessThanOrEqual(
          truth.distances[row]! + slack,
        );
        expect(relativeError(distances[row]!, chosen), `distance of row ${row}`).toBeLessThan(1e-5);
      }
      if (same < rows) await annotate(`${rows - same} of ${rows} tokens are near-ties that float64 decides otherwise`);
      expect(same / rows, 'share of tokens that equal those of float64').toBeGreaterThanOrEqual(input.exact);
    });
  });
});

describe.each(backends)('$name', (backend) => {
  test('no rows give nothing', async () => {
    const input = { ...spoilt(), rows: 0 };
    if (refusalOf(backend, input)) return;
    const { tokens, distances } = await backend.run(input, new Float32Array(0), 'channel-major');
    expect([tokens.length, distances.length]).toEqual([0, 0]);
  });

  test('a row that is not a number gets a code, and harms no other row', async () => {
    const input = spoilt();
    if (refusalOf(backend, input)) return;
    const { tokens, distances } = await backend.run(input, input.vectors, 'row-major');
    for (const [row, token] of tokens.entries()) {
      expect(token >= 0 && token < input.size, `token ${token}`).toBe(true);
      if (row !== 3 && row !== 40) expect([token, distances[row]]).toEqual([row, 0]);
    }
  });
});

test('tiles as deep as on a real GPU, with quads left over', async () => {
  const input = nearestCodeCases.find(({ dim }) => dim === 19)!;
  const hardware: Gpu = { ...gpu, adapter: { ...gpu.adapter, software: false } };
  const kernel = await NearestCode.create(hardware, input.codebook, input);
  try {
    expect((await kernel.prepare(input.rows, { layout: 'row-major' })).plan).toMatchObject({ variant: 'tiled' });
    const { tokens } = await kernel.run(input.vectors, input.rows, { layout: 'row-major' });
    expect(tokens).toEqual(nearestInFloat64(input.vectors, input.codebook, input).tokens);
  } finally {
    kernel.dispose();
  }
});

/** The codes themselves, with a NaN in row 3 and an infinity in row 40. */
function spoilt(): NearestCodeCase {
  const codes = nearestCodeCases.find(({ name }) => name === 'the codes themselves')!;
  const vectors = codes.vectors.slice();
  vectors[3 * codes.dim + 5] = Number.NaN;
  vectors[40 * codes.dim] = Number.POSITIVE_INFINITY;
  return { ...codes, vectors };
}

/** What float32 sums of ½‖e‖² − z·e may differ by: D terms of the largest squared magnitude, in units of 2⁻²⁴. */
function roundingSlack({ vectors, codebook, dim }: NearestCodeCase): number {
  const largest = Math.max(...vectors.map(Math.abs), ...codebook.map(Math.abs));
  return 4 * dim * largest ** 2 * 2 ** -24;
}

/** float32 holds neither squares below 1e-38 nor above 3e38: there 0 and infinity are right. */
function relativeError(found: number, wanted: number): number {
  if (wanted < 1e-37) return found <= 1e-37 ? 0 : 1;
  if (wanted > 3.4e38) return found > 3e38 ? 0 : 1;
  return Math.abs(found - wanted) / wanted;
}
