// Nearest code on the GPU: for each vector of z_e the code with the least squared distance, lowest index on ties.
// The N×K distances never exist in memory: a pass keeps each row's best code while it walks the codebook, a second
// compares the splits and sums the winner's distance anew. Memory is inputs + outputs + 8·N·splits bytes.
import { GpuBuffers } from '../../buffers.ts';
import {
  type CodebookShape,
  checkCodebook,
  type PackedCodebook,
  packCodebook,
  type VectorLayout,
} from '../../codebook.ts';
import type { Gpu } from '../../device.ts';
import { UnsupportedVariantError } from '../../errors.ts';
import { bind, createLayout, createPipeline } from '../../shader.ts';
import bindings from './bindings.wgsl?raw';
import finish from './finish.wgsl?raw';
import naive from './naive.wgsl?raw';
import {
  type NearestCodePlan,
  type NearestCodeVariant,
  planNearestCode,
  rowClass,
  type Tuning,
  tileSide,
  whyUnsupported,
} from './nearest-code.plan.ts';
import type { NearestCodes } from './nearest-code.reference.ts';
import quads from './quads.wgsl?raw';
import rows from './rows.wgsl?raw';
import tiled from './tiled.wgsl?raw';
import zStrided from './z-strided.wgsl?raw';
import zVec4 from './z-vec4.wgsl?raw';

export interface NearestCodeOptions {
  readonly layout: VectorLayout;
  /** Left out, a tuning for so many rows decides, or else the shape and the adapter. */
  readonly variant?: NearestCodeVariant;
  /** Left out, enough to fill the adapter. */
  readonly splits?: number;
}

/** A prepared call: pipelines and plan for N rows, ready to record as often as wanted. */
export interface NearestCodeCall {
  readonly rows: number;
  readonly layout: VectorLayout;
  readonly plan: NearestCodePlan;
  readonly search: GPUComputePipeline;
  readonly finish: GPUComputePipeline;
}

/** Where `record` leaves its results: both in one buffer, N u32 tokens and N f32 distances. */
export interface NearestCodeResults {
  readonly buffer: GPUBuffer;
  readonly tokensOffset: number;
  readonly distancesOffset: number;
  readonly bytes: number;
}

type ZReader = 'vec4' | 'strided';
const readers: Record<ZReader, string> = { vec4: zVec4, strided: zStrided };
const searches = { rows, quads, naive } as const;

/** What variant "held" has of its own: WGSL that is written out for the codebook, and the codes as a texture. */
interface Held {
  readonly search: string;
  readonly layout: GPUBindGroupLayout;
  readonly codes: GPUTexture;
  readonly sampler: GPUSampler;
}

/** Threads of the last pass's workgroup. */
const finishThreads = 64;

/** Storage bindings must start at multiples of this (the WebGPU default, which every device supports). */
const bindingAlignment = 256;

export class NearestCode {
  readonly #gpu: Gpu;
  readonly #shape: CodebookShape;
  readonly #buffers: GpuBuffers;
  readonly #codes: GPUBuffer;
  readonly #halfNorms: GPUBuffer;
  readonly #constants: { dim: number; dimQuads: number; scale: number; inverseScale: number };
  readonly #searchLayout: GPUBindGroupLayout;
  readonly #finishLayout: GPUBindGroupLayout;
  readonly #held: Held | null;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  /** By class of rows. */
  readonly #tunings = new Map<number, Tuning>();

  private constructor(gpu: Gpu, packed: PackedCodebook, shape: CodebookShape, held: Held | null) {
    this.#gpu = gpu;
    this.#shape = { size: shape.size, dim: shape.dim };
    this.#held = held;
    this.#buffers = new GpuBuffers(gpu.device, 'nearest-code');
    this.#codes = this.#buffers.upload('codebook', packed.blocks);
    this.#halfNorms = this.#buffers.upload('half norms', packed.halfNorms);
    this.#constants = {
      dim: shape.dim,
      dimQuads: packed.dimQuads,
      scale: packed.scale,
      inverseScale: 1 / packed.scale,
    };
    const search = ['uniform', 'read', 'read', 'read', 'write'] as const;
    const last = ['uniform', 'read', 'read', 'read', 'write', 'write'] as const;
    this.#searchLayout = createLayout(gpu.device, 'nearest-code search', search);
    this.#finishLayout = createLayout(gpu.device, 'nearest-code finish', last);
  }

  /**
   * @param codebook K×D, row-major; it is copied to the GPU
   * @throws {RangeError} where codebook and shape disagree
   * @throws {ShaderError} where a pipeline does not compile
   */
  static async create(gpu: Gpu, codebook: Float32Array, shape: CodebookShape): Promise<NearestCode> {
    checkCodebook(codebook, shape);
    const packed = packCodebook(codebook, shape);
    const kernel = new NearestCode(gpu, packed, shape, await openHeld(gpu, packed, shape));
    try {
      // The usual call's pipelines compile now, not when the first picture waits for them.
      await kernel.prepare(1024, { layout: 'channel-major' });
    } catch (error) {
      kernel.dispose();
      throw error;
    }
    return kernel;
  }

  /**
   * Nearest codes of `n` vectors. Calls may overlap. A vector that holds NaN gets some code, and NaN as its distance.
   * @param zE n·D numbers in `options.layout`
   * @throws {RangeError} where `zE` does not hold n·D numbers
   * @throws {DeviceLostError | GpuMemoryError | GpuCommandError}
   */
  async run(zE: Float32Array, n: number, options: NearestCodeOptions): Promise<NearestCodes> {
    if (zE.length !== n * this.#shape.dim) {
      throw new RangeError(`${n} vectors of ${this.#shape.dim} are ${n * this.#shape.dim} numbers, not ${zE.length}.`);
    }
    const call = await this.prepare(n, options);
    return this.#read(call, () => this.#buffers.upload('z_e', zE));
  }

  /**
   * Nearest codes of `n` vectors that lie in a buffer of the caller's, which needs usage STORAGE and stays theirs.
   * @throws as `run`
   */
  async runOnBuffer(zE: GPUBuffer, n: number, options: NearestCodeOptions): Promise<NearestCodes> {
    if (zE.size < n * this.#shape.dim * 4) {
      throw new RangeError(`${n} vectors of ${this.#shape.dim} need ${n * this.#shape.dim * 4} bytes, not ${zE.size}.`);
    }
    const call = await this.prepare(n, options);
    return this.#read(call, () => zE);
  }

  /** From now on calls of about `n` rows run as the tuner found best. */
  adoptTuning(n: number, tuning: Tuning): void {
    this.#tunings.set(rowClass(n), tuning);
  }

  /**
   * Compiles what a call of `n` rows needs; the same pipelines serve every later call of the kind.
   * @throws {UnsupportedVariantError} where the adapter cannot run the variant that is asked for
   */
  async prepare(n: number, options: NearestCodeOptions): Promise<NearestCodeCall> {
    const { software, features } = this.#gpu.adapter;
    const machine = { ...this.#shape, software, subgroups: features.includes('subgroups') };
    const tuning = options.variant ? undefined : this.#tunings.get(rowClass(n));
    const plan = planNearestCode({ ...machine, ...tuning, ...options, rows: n });
    const refusal = whyUnsupported(plan.variant, machine);
    if (refusal) throw new UnsupportedVariantError(refusal);
    // Threads that share loads read single numbers of z_e, each in its own order.
    const ownOrder = plan.variant === 'quads' || plan.variant === 'held';
    const wholeQuads = options.layout === 'row-major' && this.#shape.dim % 4 === 0 && !ownOrder;
    const reader: ZReader = wholeQuads ? 'vec4' : 'strided';
    const [search, last] = await Promise.all([this.#search(plan, reader), this.#finish(reader)]);
    return { rows: n, layout: options.layout, plan, search, finish: last };
  }

  /** GPU memory that a call takes beside its inputs and outputs: each row's best code of each split. */
  scratchBytes({ rows: n, plan }: NearestCodeCall): number {
    return 8 * n * plan.splits;
  }

  /** Records both passes; the caller submits before the next `record`, and may then use the results on the GPU. */
  record(encoder: GPUCommandEncoder, zE: GPUBuffer, call: NearestCodeCall): NearestCodeResults {
    const { device } = this.#gpu;
    const { rows: n, plan } = call;
    const { dim } = this.#shape;
    const strides = call.layout === 'row-major' ? [dim, 1] : [1, n];
    const run = this.#buffers.uniform(
      'run',
      Uint32Array.from([n, ...strides, plan.blocks, plan.blocksPerSplit, plan.splits]),
    );
    const partials = this.#buffers.storage('partials', this.scratchBytes(call));
    const distancesOffset = Math.ceil((4 * n) / bindingAlignment) * bindingAlignment;
    const results = this.#buffers.storage('results', distancesOffset + 4 * n);
    const z = { buffer: zE, size: 4 * n * dim };
    const codes = { buffer: this.#codes };

    const pass = encoder.beginComputePass({ label: 'nearest-code' });
    pass.setPipeline(call.search);
    const held = plan.variant === 'held' ? this.#held : null;
    const shared = [{ buffer: run }, z, held ? held.codes.createView() : codes, { buffer: this.#halfNorms }];
    const inputs = [...shared, { buffer: partials }, ...(held ? [held.sampler] : [])];
    pass.setBindGroup(0, bind(device, 'nearest-code search', held?.layout ?? this.#searchLayout, inputs));
    pass.dispatchWorkgroups(plan.rowGroups, plan.splits);
    pass.setPipeline(call.finish);
    pass.setBindGroup(
      0,
      bind(device, 'nearest-code finish', this.#finishLayout, [
        { buffer: run },
        z,
        codes,
        { buffer: partials },
        { buffer: results, size: 4 * n },
        { buffer: results, offset: distancesOffset, size: 4 * n },
      ]),
    );
    pass.dispatchWorkgroups(Math.ceil(n / finishThreads));
    pass.end();
    return { buffer: results, tokensOffset: 0, distancesOffset, bytes: distancesOffset + 4 * n };
  }

  /** Frees the GPU buffers. */
  dispose(): void {
    this.#buffers.dispose();
    this.#held?.codes.destroy();
  }

  async #read(call: NearestCodeCall, input: () => GPUBuffer): Promise<NearestCodes> {
    const { rows: n } = call;
    if (n === 0) return { tokens: new Int32Array(0), distances: new Float32Array(0) };
    const distancesOffset = Math.ceil((4 * n) / bindingAlignment) * bindingAlignment;
    const bytes = await this.#buffers.submitAndRead(
      distancesOffset + 4 * n,
      (encoder) => this.record(encoder, input(), call).buffer,
    );
    return { tokens: new Int32Array(bytes, 0, n), distances: new Float32Array(bytes, distancesOffset, n) };
  }

  #search({ variant, threads, sliceQuads }: NearestCodePlan, reader: ZReader): Promise<GPUComputePipeline> {
    const { dim, dimQuads } = this.#constants;
    const name = `${variant} ${reader}`;
    const head = [bindings, readers[reader]];
    const subgroups = 'enable subgroups;';
    switch (variant) {
      case 'held': {
        const held = this.#held!;
        // The four threads of a subgroup are the workgroup, and leave a loop together.
        const alike = 'diagnostic(off, subgroup_uniformity);';
        return this.#pipeline(name, [subgroups, alike, ...head, held.search], held.layout, {
          dim,
          dimQuads,
        });
      }
      case 'tiled':
      case 'wide': {
        const tiles = { side: tileSide, quadsDeep: sliceQuads, wide: variant === 'wide' ? 1 : 0 };
        return this.#pipeline(name, [...head, tiled], this.#searchLayout, { dim, dimQuads, ...tiles });
      }
      case 'rows':
      case 'quads':
      case 'naive': {
        const parts = [...(variant === 'quads' ? [subgroups] : []), ...head, searches[variant]];
        return this.#pipeline(name, parts, this.#searchLayout, { dim, dimQuads, workgroupSize: threads });
      }
      default:
        return variant satisfies never;
    }
  }

  #finish(reader: ZReader): Promise<GPUComputePipeline> {
    return this.#pipeline(`finish ${reader}`, [bindings, readers[reader], finish], this.#finishLayout, {
      ...this.#constants,
      size: this.#shape.size,
      workgroupSize: finishThreads,
    });
  }

  #pipeline(
    name: string,
    parts: readonly string[],
    layout: GPUBindGroupLayout,
    constants: Record<string, number>,
  ): Promise<GPUComputePipeline> {
    const known = this.#pipelines.get(name);
    if (known) return known;
    const code = parts.join('\n');
    const pipeline = createPipeline(this.#gpu.device, { label: `nearest-code ${name}`, code, layout, constants });
    this.#pipelines.set(name, pipeline);
    return pipeline;
  }
}

/** Null where no plan would take the variant: only software adapters gain by it. */
async function openHeld(gpu: Gpu, packed: PackedCodebook, shape: CodebookShape): Promise<Held | null> {
  const { device, adapter } = gpu;
  const machine = { ...shape, software: adapter.software, subgroups: adapter.features.includes('subgroups') };
  if (whyUnsupported('held', machine)) return null;
  const { createHeldCodes, heldSearch } = await import('./held.ts');
  return {
    search: heldSearch(packed, shape),
    layout: createLayout(device, 'nearest-code held', ['uniform', 'read', 'texture', 'read', 'write', 'sampler']),
    codes: createHeldCodes(device, packed, shape),
    sampler: device.createSampler({ label: 'nearest-code held' }),
  };
}
