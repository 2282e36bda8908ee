// GPU buffers of one owner: made once by name, reused while they are large enough, counted, and freed together.
import { GpuCommandError, GpuMemoryError, lossOf } from './errors.ts';

/** What a device's buffers take now; flat numbers over many runs mean that nothing leaks. */
export interface GpuMemory {
  readonly buffers: number;
  readonly bytes: number;
}

const tallies = new WeakMap<GPUDevice, Map<GPUBuffer, number>>();

/** Counts the buffers made through {@link GpuBuffers}; those of ONNX Runtime are its own. */
export function gpuMemory(device: GPUDevice): GpuMemory {
  const sizes = [...(tallies.get(device)?.values() ?? [])];
  return { buffers: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

export class GpuBuffers {
  readonly #device: GPUDevice;
  readonly #owner: string;
  readonly #named = new Map<string, GPUBuffer>();
  /** Read-back buffers that nobody maps at the moment, smallest first. */
  readonly #idle: GPUBuffer[] = [];
  readonly #all = new Set<GPUBuffer>();
  #disposed = false;

  constructor(device: GPUDevice, owner: string) {
    this.#device = device;
    this.#owner = owner;
  }

  /** A storage buffer of at least `bytes`, the same one on every call until a larger one is needed. */
  storage(name: string, bytes: number): GPUBuffer {
    return this.#keep(name, bytes, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST);
  }

  /** A storage buffer that holds `data`. */
  upload(name: string, data: Float32Array | Int32Array | Uint32Array): GPUBuffer {
    const buffer = this.storage(name, data.byteLength);
    write(this.#device, buffer, data);
    return buffer;
  }

  /** A uniform buffer that holds `data`. */
  uniform(name: string, data: Uint32Array): GPUBuffer {
    const buffer = this.#keep(name, data.byteLength, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    write(this.#device, buffer, data);
    return buffer;
  }

  /**
   * Records with `record`, submits, and returns a copy of the first `bytes` bytes of the buffer that `record` names.
   * Nothing awaits between writes and the submit, so calls may overlap: the queue keeps them apart.
   * @throws {DeviceLostError | GpuMemoryError | GpuCommandError}
   */
  async submitAndRead(bytes: number, record: (encoder: GPUCommandEncoder) => GPUBuffer): Promise<ArrayBuffer> {
    const device = this.#device;
    const [staging, failure] = watch(device, this.#owner, () => {
      const encoder = device.createCommandEncoder({ label: this.#owner });
      const source = record(encoder);
      const target = this.#takeStaging(bytes);
      encoder.copyBufferToBuffer(source, 0, target, 0, bytes);
      device.queue.submit([encoder.finish()]);
      return target;
    });
    try {
      const mapped = staging.mapAsync(GPUMapMode.READ, 0, bytes).catch((error: unknown) => error as Error);
      const [error, mapError] = await Promise.all([failure, mapped]);
      if (error) throw error;
      if (mapError) throw await explain(device, this.#owner, mapError);
      return staging.getMappedRange(0, bytes).slice(0);
    } finally {
      staging.unmap();
      this.#returnStaging(staging);
    }
  }

  /** Frees everything; a run that is still under way, and every later one, fails with an error that says so. */
  dispose(): void {
    this.#disposed = true;
    for (const buffer of this.#all) this.#free(buffer);
    this.#named.clear();
    this.#idle.length = 0;
  }

  #keep(name: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const kept = this.#named.get(name);
    if (kept && kept.size >= bytes) return kept;
    // The queue may still use the old one; WebGPU frees it after that.
    if (kept) this.#free(kept);
    const buffer = this.#create(name, bytes, usage);
    this.#named.set(name, buffer);
    return buffer;
  }

  #takeStaging(bytes: number): GPUBuffer {
    const index = this.#idle.findIndex((buffer) => buffer.size >= bytes);
    if (index >= 0) return this.#idle.splice(index, 1)[0]!;
    // None fits: an idle one that is too small makes room for it.
    const outgrown = this.#idle.pop();
    if (outgrown) this.#free(outgrown);
    return this.#create('read-back', bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  #returnStaging(staging: GPUBuffer): void {
    if (!this.#all.has(staging)) return;
    this.#idle.push(staging);
    this.#idle.sort((a, b) => a.size - b.size);
  }

  #create(name: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    if (this.#disposed) throw new GpuCommandError(`${this.#owner} was disposed of; create it anew.`);
    const size = Math.max(16, Math.ceil(bytes / 4) * 4);
    const buffer = this.#device.createBuffer({ label: `${this.#owner} ${name}`, size, usage });
    const tally = tallies.get(this.#device) ?? new Map<GPUBuffer, number>();
    tallies.set(this.#device, tally.set(buffer, size));
    this.#all.add(buffer);
    return buffer;
  }

  #free(buffer: GPUBuffer): void {
    buffer.destroy();
    this.#all.delete(buffer);
    tallies.get(this.#device)?.delete(buffer);
  }
}

function write(device: GPUDevice, buffer: GPUBuffer, data: Float32Array | Int32Array | Uint32Array): void {
  device.queue.writeBuffer(buffer, 0, data as GPUAllowSharedBufferSource);
}

/**
 * Does `work` and watches for what the GPU refuses. The device's error scopes close before anyone else's turn, since
 * ONNX Runtime uses the same device.
 */
function watch<Result>(
  device: GPUDevice,
  owner: string,
  work: () => Result,
): [Result, Promise<GpuMemoryError | GpuCommandError | null>] {
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  const close = () => Promise.all([device.popErrorScope(), device.popErrorScope()]);
  try {
    const result = work();
    return [result, refusal(owner, close())];
  } catch (error) {
    void close();
    throw error;
  }
}

async function refusal(owner: string, scopes: Promise<readonly [GPUError | null, GPUError | null]>) {
  const [command, memory] = await scopes;
  if (memory) return new GpuMemoryError(`${owner}: the GPU has no room for it. ${memory.message}`);
  return command ? new GpuCommandError(`${owner}: ${command.message}`) : null;
}

async function explain(device: GPUDevice, owner: string, error: Error): Promise<Error> {
  return (await lossOf(device, owner)) ?? new GpuCommandError(`${owner}: ${error.message}`);
}
