// The quantizer on WebGPU: our WGSL kernels, on the device that ONNX Runtime shares.
import * as v from 'valibot';
import type { Gpu } from '../../gpu/device.ts';
import { nearestCodeVariants, rowClass, type Tuning } from '../../gpu/kernels/nearest-code/nearest-code.plan.ts';
import { NearestCode } from '../../gpu/kernels/nearest-code/nearest-code.ts';
import { topCodesOnCpu } from '../../gpu/kernels/top-codes/top-codes.reference.ts';
import { TopCodes } from '../../gpu/kernels/top-codes/top-codes.ts';
import { remembered } from '../backends/verdicts.ts';
import {
  type Codebook,
  codeVector,
  type EncodedVectors,
  type NearestCodes,
  type Quantizer,
  squaredDistance,
} from './quantizer.ts';

const layout = 'channel-major';

/** Goes up when the variants are others than before. */
const tuningGeneration = 1;

const tuningSchema = v.object({
  variant: v.picklist(nearestCodeVariants),
  splits: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
});

/** Null where no variant could be measured. */
function isTuning(value: unknown): value is Tuning | null {
  return value === null || v.is(tuningSchema, value);
}

export class GpuQuantizer implements Quantizer {
  readonly backend = 'webgpu';
  readonly measure = 'squared-distance';
  readonly #gpu: Gpu;
  readonly #codebook: Codebook;
  readonly #nearestCode: NearestCode;
  /** Null on a software adapter: one query is done in TypeScript before such an adapter has begun (bench/). */
  readonly #topCodes: TopCodes | null;
  /** Classes of rows. */
  readonly #tuned = new Set<number>();

  private constructor(gpu: Gpu, codebook: Codebook, nearestCode: NearestCode, topCodes: TopCodes | null) {
    this.#gpu = gpu;
    this.#codebook = codebook;
    this.#nearestCode = nearestCode;
    this.#topCodes = topCodes;
  }

  static async create(gpu: Gpu, codebook: Codebook): Promise<GpuQuantizer> {
    const [nearestCode, topCodes] = await Promise.all([
      NearestCode.create(gpu, codebook.vectors, codebook),
      gpu.adapter.software ? null : TopCodes.create(gpu, codebook.vectors, codebook),
    ]);
    return new GpuQuantizer(gpu, codebook, nearestCode, topCodes);
  }

  get channels(): number {
    return this.#codebook.dim;
  }

  nearest(zE: EncodedVectors, count: number): Promise<NearestCodes> {
    return zE.location === 'cpu'
      ? this.#nearestCode.run(zE.data, count, { layout })
      : this.#nearestCode.runOnBuffer(zE.buffer, count, { layout });
  }

  async topCodes(query: Float32Array, count: number): Promise<{ codes: Int32Array; distances: Float32Array }> {
    return this.#topCodes?.run(query, count) ?? topCodesOnCpu(query, this.#codebook.vectors, this.#codebook, count);
  }

  misfit(query: Float32Array, code: number): number {
    return squaredDistance(query, codeVector(this.#codebook, code));
  }

  codesLike(code: number, count: number): Promise<{ codes: Int32Array; distances: Float32Array }> {
    return this.topCodes(codeVector(this.#codebook, code), count);
  }

  async tune(count: number): Promise<void> {
    const { software, name, features } = this.#gpu.adapter;
    const rows = rowClass(count);
    // A software adapter shares its cores with the page, and its variants' order is known (nearest-code.plan.ts).
    if (software || this.#tuned.has(rows)) return;
    this.#tuned.add(rows);
    const { size, dim } = this.#codebook;
    const key = ['nearest-code', tuningGeneration, name, features, `${size}×${dim}`, rows].join('|');
    const tuning = await remembered(key, isTuning, async () => {
      const { tuneNearestCode } = await import('../../gpu/kernels/nearest-code/nearest-code.tuner.ts');
      const request = { ...this.#codebook, rows: count, layout } as const;
      return (await tuneNearestCode(this.#gpu, this.#nearestCode, request)).chosen;
    });
    if (tuning) this.#nearestCode.adoptTuning(count, tuning);
  }

  dispose(): void {
    this.#nearestCode.dispose();
    this.#topCodes?.dispose();
  }
}
