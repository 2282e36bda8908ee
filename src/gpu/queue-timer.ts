// Times what is submitted to a device's queue, whoever submits it: by the GPU's own clock where the device has timestamp
// queries, and by the wall clock always.
import { createLayout, createPipeline } from './shader.ts';

export interface QueueTime {
  /** From the first submit to the end of the last command, as JavaScript sees it. Milliseconds. */
  readonly wallMs: number;
  /** Between the two stamps on the GPU; null where there are no timestamps, or they make no sense. Milliseconds. */
  readonly gpuMs: number | null;
}

/** Does nothing: a pass with no dispatch may leave no timestamp. */
const nothing = '@compute @workgroup_size(1) fn main() {}';

export class QueueTimer {
  readonly #device: GPUDevice;
  readonly #pipeline: GPUComputePipeline;
  readonly #stamps: { set: GPUQuerySet; resolved: GPUBuffer; staging: GPUBuffer } | null;

  private constructor(device: GPUDevice, pipeline: GPUComputePipeline) {
    this.#device = device;
    this.#pipeline = pipeline;
    this.#stamps = device.features.has('timestamp-query')
      ? {
          set: device.createQuerySet({ label: 'queue timer', type: 'timestamp', count: 2 }),
          resolved: device.createBuffer({
            label: 'queue timer stamps',
            size: 16,
            usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
          }),
          staging: device.createBuffer({
            label: 'queue timer read-back',
            size: 16,
            usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
          }),
        }
      : null;
  }

  static async create(device: GPUDevice): Promise<QueueTimer> {
    const layout = createLayout(device, 'queue timer', []);
    return new QueueTimer(device, await createPipeline(device, { label: 'queue timer', code: nothing, layout }));
  }

  /**
   * The time from the first to the last command that `work` submits. One call at a time, and nothing else may use the
   * queue meanwhile. The stamps lie before and after all of it, so gaps between submits count.
   */
  async time(work: () => void | Promise<void>): Promise<QueueTime> {
    const { queue } = this.#device;
    await queue.onSubmittedWorkDone();
    const stamps = this.#stamps;
    const start = performance.now();
    if (stamps) queue.submit([this.#stamp({ querySet: stamps.set, beginningOfPassWriteIndex: 0 })]);
    await work();
    if (!stamps) {
      await queue.onSubmittedWorkDone();
      return { wallMs: performance.now() - start, gpuMs: null };
    }
    queue.submit([this.#stamp({ querySet: stamps.set, endOfPassWriteIndex: 1 })]);
    await queue.onSubmittedWorkDone();
    const wallMs = performance.now() - start;
    const encoder = this.#device.createCommandEncoder({ label: 'queue timer' });
    encoder.resolveQuerySet(stamps.set, 0, 2, stamps.resolved, 0);
    encoder.copyBufferToBuffer(stamps.resolved, 0, stamps.staging, 0, 16);
    queue.submit([encoder.finish()]);
    await stamps.staging.mapAsync(GPUMapMode.READ);
    try {
      const [first = 0n, last = 0n] = new BigUint64Array(stamps.staging.getMappedRange());
      return { wallMs, gpuMs: last > first ? Number(last - first) / 1e6 : null };
    } finally {
      stamps.staging.unmap();
    }
  }

  dispose(): void {
    this.#stamps?.set.destroy();
    this.#stamps?.resolved.destroy();
    this.#stamps?.staging.destroy();
  }

  #stamp(timestampWrites: GPUComputePassTimestampWrites): GPUCommandBuffer {
    const encoder = this.#device.createCommandEncoder({ label: 'queue timer' });
    const pass = encoder.beginComputePass({ label: 'queue timer', timestampWrites });
    pass.setPipeline(this.#pipeline);
    pass.dispatchWorkgroups(1);
    pass.end();
    return encoder.finish();
  }
}
