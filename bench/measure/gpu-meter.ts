// Measures whoever works on a device, without their help: the GPU time of their compute passes and the bytes of their
// buffers and textures. ONNX Runtime, TensorFlow.js and our kernels share one device, so that one ruler serves all of them.

/** A query set holds at most 4096 timestamps, two a pass. */
export const mostPasses = 2048;

interface Bounds {
  readonly querySet: GPUQuerySet;
  readonly resolved: GPUBuffer;
  readonly readBack: GPUBuffer;
}

export class GpuMeter {
  readonly #device: GPUDevice;
  readonly #bounds: Bounds | null;
  #passes = 0;
  #listening = false;
  #bytes = 0;
  #peakBytes = 0;

  /** Watches every command encoder, buffer and texture that the device makes from now on. */
  constructor(device: GPUDevice) {
    this.#device = device;
    this.#bounds = device.features.has('timestamp-query') ? createBounds(device) : null;
    const createCommandEncoder = device.createCommandEncoder.bind(device);
    device.createCommandEncoder = (descriptor) => this.#watchEncoder(createCommandEncoder(descriptor));
    const createBuffer = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => this.#watchMemory(createBuffer(descriptor), descriptor.size);
    const createTexture = device.createTexture.bind(device);
    device.createTexture = (descriptor) => {
      const texture = createTexture(descriptor);
      return this.#watchMemory(texture, bytesOf(texture));
    };
  }

  get timesPasses(): boolean {
    return this.#bounds !== null;
  }

  /** Bytes of all buffers and textures now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The most bytes that were taken at a time while `work` ran, beyond what was taken before. */
  async peakBytes(work: () => Promise<void>): Promise<number> {
    const before = this.#bytes;
    this.#peakBytes = before;
    await work();
    return this.#peakBytes - before;
  }

  /**
   * Runs `work`, which must wait for the GPU, and adds up the time of the passes recorded meanwhile.
   * @returns milliseconds; null without timestamp queries, and where no pass was recorded
   */
  async time(work: () => Promise<void>): Promise<number | null> {
    if (!this.#bounds) {
      await work();
      return null;
    }
    this.#passes = 0;
    this.#listening = true;
    try {
      await work();
    } finally {
      this.#listening = false;
    }
    return this.#passes === 0 ? null : this.#read(this.#bounds, this.#passes);
  }

  async #read({ querySet, resolved, readBack }: Bounds, passes: number): Promise<number> {
    const encoder = this.#device.createCommandEncoder({ label: 'gpu-meter' });
    encoder.resolveQuerySet(querySet, 0, 2 * passes, resolved, 0);
    encoder.copyBufferToBuffer(resolved, 0, readBack, 0, 16 * passes);
    this.#device.queue.submit([encoder.finish()]);
    await readBack.mapAsync(GPUMapMode.READ, 0, 16 * passes);
    try {
      const times = new BigUint64Array(readBack.getMappedRange(0, 16 * passes));
      let nanoseconds = 0n;
      for (let pass = 0; pass < passes; pass++) nanoseconds += times[2 * pass + 1]! - times[2 * pass]!;
      return Number(nanoseconds) / 1e6;
    } finally {
      readBack.unmap();
    }
  }

  #watchEncoder(encoder: GPUCommandEncoder): GPUCommandEncoder {
    const beginComputePass = encoder.beginComputePass.bind(encoder);
    encoder.beginComputePass = (descriptor) => {
      if (!this.#listening || !this.#bounds || descriptor?.timestampWrites) return beginComputePass(descriptor);
      if (this.#passes === mostPasses) throw new RangeError(`More than ${mostPasses} passes cannot be timed at once.`);
      const index = 2 * this.#passes++;
      return beginComputePass({
        ...descriptor,
        timestampWrites: {
          querySet: this.#bounds.querySet,
          beginningOfPassWriteIndex: index,
          endOfPassWriteIndex: index + 1,
        },
      });
    };
    return encoder;
  }

  #watchMemory<Resource extends { destroy(): undefined }>(resource: Resource, bytes: number): Resource {
    this.#bytes += bytes;
    this.#peakBytes = Math.max(this.#peakBytes, this.#bytes);
    const destroy = resource.destroy.bind(resource);
    let gone = false;
    resource.destroy = () => {
      if (!gone) this.#bytes -= bytes;
      gone = true;
      return destroy();
    };
    return resource;
  }
}

/** Of one level; our own textures have no more. A texel of a format that nobody here uses counts as four bytes. */
function bytesOf({ width, height, depthOrArrayLayers, format }: GPUTexture): number {
  return width * height * depthOrArrayLayers * (format === 'rgba32float' ? 16 : 4);
}

function createBounds(device: GPUDevice): Bounds {
  const size = 16 * mostPasses;
  return {
    querySet: device.createQuerySet({ label: 'gpu-meter', type: 'timestamp', count: 2 * mostPasses }),
    resolved: device.createBuffer({
      label: 'gpu-meter',
      size,
      usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
    }),
    readBack: device.createBuffer({
      label: 'gpu-meter read-back',
      size,
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    }),
  };
}
