// Top codes on the GPU: the m nearest codes of one or a few vectors, for a list of alternatives.
// Every code's distance is written out (8·K bytes a query); segments of them choose their m nearest, then those compete.
import { GpuBuffers } from '../../buffers.ts';
import { type CodebookShape, checkCodebook, packCodebook } from '../../codebook.ts';
import type { Gpu } from '../../device.ts';
import { bind, createLayout, createPipeline } from '../../shader.ts';
import distances from './distances.wgsl?raw';
import select from './select.wgsl?raw';
import { checkCount, type TopCodeList } from './top-codes.reference.ts';

const workgroupSize = 64;
/** Codes of a segment: each is compared with all others of its segment, so K·segment comparisons in all. */
const segment = 256;
/** A distance and a code. */
const candidateBytes = 8;

interface Pipelines {
  readonly distances: GPUComputePipeline;
  readonly select: GPUComputePipeline;
}

interface Layouts {
  readonly distances: GPUBindGroupLayout;
  readonly select: GPUBindGroupLayout;
}

export class TopCodes {
  readonly #gpu: Gpu;
  readonly #shape: CodebookShape;
  readonly #scale: number;
  readonly #buffers: GpuBuffers;
  readonly #codes: GPUBuffer;
  readonly #layouts: Layouts;
  readonly #pipelines: Pipelines;

  private constructor(gpu: Gpu, shape: CodebookShape, packed: Packed, layouts: Layouts, pipelines: Pipelines) {
    this.#gpu = gpu;
    this.#shape = { size: shape.size, dim: shape.dim };
    this.#scale = packed.scale;
    this.#layouts = layouts;
    this.#pipelines = pipelines;
    this.#buffers = new GpuBuffers(gpu.device, 'top-codes');
    this.#codes = this.#buffers.upload('codebook', packed.blocks);
  }

  /**
   * @param codebook K×D, row-major; it is copied to the GPU
   * @throws {RangeError} where codebook and shape disagree
   * @throws {ShaderError} where a pipeline does not compile
   */
  static async create(gpu: Gpu, codebook: Float32Array, shape: CodebookShape): Promise<TopCodes> {
    checkCodebook(codebook, shape);
    const { device } = gpu;
    const packed = packCodebook(codebook, shape);
    const layouts = {
      distances: createLayout(device, 'top-codes distances', ['uniform', 'read', 'read', 'write']),
      select: createLayout(device, 'top-codes select', ['uniform', 'read', 'write']),
    };
    const { size, dim } = shape;
    const [first, second] = await Promise.all([
      createPipeline(device, {
        label: 'top-codes distances',
        code: distances,
        layout: layouts.distances,
        constants: { size, dim, dimQuads: packed.dimQuads, inverseScale: 1 / packed.scale, workgroupSize },
      }),
      createPipeline(device, {
        label: 'top-codes select',
        code: select,
        layout: layouts.select,
        constants: { workgroupSize },
      }),
    ]);
    return new TopCodes(gpu, shape, packed, layouts, { distances: first, select: second });
  }

  /**
   * @param query D numbers, or those of a few queries one after another
   * @param m how many codes; a smaller codebook gives all its codes
   * @returns for each query min(m, K) codes
   * @throws {RangeError} where `query` is no multiple of D long, or m is not between 1 and 32
   * @throws {DeviceLostError | GpuMemoryError | GpuCommandError}
   */
  async run(query: Float32Array, m: number): Promise<TopCodeList> {
    const { size, dim } = this.#shape;
    const queries = checkCount(query, dim, m);
    const count = Math.min(m, size);
    if (queries === 0) return { codes: new Int32Array(0), distances: new Float32Array(0) };
    const bytes = await this.#buffers.submitAndRead(candidateBytes * count * queries, (encoder) =>
      this.#record(encoder, this.#buffers.upload('queries', query), queries, count),
    );
    const numbers = new Float32Array(bytes);
    const ids = new Int32Array(bytes);
    const square = this.#scale * this.#scale;
    const codes = new Int32Array(count * queries);
    const squares = new Float32Array(count * queries);
    for (let i = 0; i < codes.length; i++) {
      squares[i] = numbers[2 * i]! * square;
      codes[i] = ids[2 * i + 1]!;
    }
    return { codes, distances: squares };
  }

  /** Records three passes; returns the buffer of `queries`·`count` pairs of scaled distance and code. */
  #record(encoder: GPUCommandEncoder, query: GPUBuffer, queries: number, count: number): GPUBuffer {
    const { device } = this.#gpu;
    const segments = Math.ceil(this.#shape.size / segment);
    const blocks = (segments * segment) / 4;
    const all = this.#buffers.storage('all', candidateBytes * 4 * blocks * queries);
    const nearest = this.#buffers.storage('nearest of segments', candidateBytes * segments * count * queries);
    const results = this.#buffers.storage('results', candidateBytes * count * queries);

    const pass = encoder.beginComputePass({ label: 'top-codes' });
    pass.setPipeline(this.#pipelines.distances);
    pass.setBindGroup(
      0,
      bind(device, 'top-codes distances', this.#layouts.distances, [
        { buffer: this.#buffers.uniform('run distances', Uint32Array.of(blocks)) },
        { buffer: query },
        { buffer: this.#codes },
        { buffer: all },
      ]),
    );
    pass.dispatchWorkgroups(Math.ceil(blocks / workgroupSize), queries);
    pass.setPipeline(this.#pipelines.select);
    this.#recordSelect(pass, 'segments', { from: all, to: nearest, candidates: 4 * blocks * queries, segment, count });
    const rest = segments * count;
    this.#recordSelect(pass, 'rest', { from: nearest, to: results, candidates: rest * queries, segment: rest, count });
    pass.end();
    return results;
  }

  #recordSelect(pass: GPUComputePassEncoder, name: string, select: Select): void {
    const label = `top-codes select ${name}`;
    const run = Uint32Array.of(select.candidates, select.segment, select.count);
    pass.setBindGroup(
      0,
      bind(this.#gpu.device, label, this.#layouts.select, [
        { buffer: this.#buffers.uniform(`run ${name}`, run) },
        { buffer: select.from },
        { buffer: select.to },
      ]),
    );
    pass.dispatchWorkgroups(Math.ceil(select.candidates / workgroupSize));
  }

  /** Frees the GPU buffers. */
  dispose(): void {
    this.#buffers.dispose();
  }
}

type Packed = ReturnType<typeof packCodebook>;

interface Select {
  readonly from: GPUBuffer;
  readonly to: GPUBuffer;
  readonly candidates: number;
  readonly segment: number;
  readonly count: number;
}
