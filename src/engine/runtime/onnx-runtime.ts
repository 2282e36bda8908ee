// Loads the smallest build of ONNX Runtime Web that the chosen backends need, and makes sessions with it.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import jspiScript from 'onnxruntime-web/jspi?url';
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import wasmMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import wasmScript from 'onnxruntime-web/wasm?url';
import webgpuScript from 'onnxruntime-web/webgpu?url';
import { keptUnlessItFails } from '../../core/kept.ts';
import { EngineError } from '../engine-error.ts';
import type { NetworkBackend } from '../protocol.ts';
import { loadPart } from './load-part.ts';
import { onPlainMemory, withPlainMemory } from './plain-memory.ts';

/** A tensor for each of a model's inputs, by name. */
type Feeds = Readonly<Record<string, Tensor>>;

type Ort = typeof import('onnxruntime-web');

/** CPU only; with WebGPU for browsers with JavaScript promise integration; with WebGPU for the others. */
type Build = 'wasm' | 'jspi' | 'asyncify';

interface BuildFiles {
  readonly script: string;
  readonly mjs: string;
  readonly wasm: string;
}

const files: Record<Build, BuildFiles> = {
  wasm: { script: wasmScript, mjs: wasmMjs, wasm: wasmWasm },
  jspi: { script: jspiScript, mjs: jspiMjs, wasm: jspiWasm },
  asyncify: { script: webgpuScript, mjs: asyncifyMjs, wasm: asyncifyWasm },
};

/** Names a version of ONNX Runtime: the hash of its wasm is in it. */
export const runtimeVersion = wasmWasm.slice(wasmWasm.lastIndexOf('/') + 1);

/** More threads than this gain nothing at these model sizes, and phones need cores for the page. */
const maxThreads = 4;

/** WebKitGTK calls pages isolated that it gives no SharedArrayBuffer. */
const possibleThreads =
  globalThis.crossOriginIsolated && typeof SharedArrayBuffer !== 'undefined'
    ? Math.min(maxThreads, navigator.hardwareConcurrency)
    : 1;

function chooseBuild(withWebGpu: boolean): Build {
  if (!withWebGpu) return 'wasm';
  return 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
}

/** An ONNX file of one Identity, the least there is. The runtime fetches its wasm, compiling as it comes, for a session. */
const leastModel = Uint8Array.from(
  atob('CAhCAhAROi8KEAoBeBIBeSIISWRlbnRpdHkSAW5aCwoBeBIGCgQIARIAYgsKAXkSBgoECAESAA=='),
  (character) => character.charCodeAt(0),
);

interface StartedRuntime {
  readonly ort: Ort;
  readonly threads: number;
}

/**
 * Starts a build: with as many threads as there may be, or where that fails on one thread with plain memory.
 *
 * An instance that failed never starts again. At an address with another fragment there is another one, and caches answer
 * for it all the same.
 */
function starter({ script, mjs, wasm }: BuildFiles): () => Promise<StartedRuntime> {
  let instance = 0;
  const fresh = (url: string) => (instance === 0 ? url : `${url}#${instance}`);
  const start = async (threads: number, wasmBinary?: Uint8Array): Promise<StartedRuntime> => {
    try {
      const ort: Ort = await import(/* @vite-ignore */ fresh(script));
      ort.env.wasm.wasmPaths = { mjs: fresh(mjs), wasm };
      if (wasmBinary) ort.env.wasm.wasmBinary = wasmBinary;
      ort.env.wasm.numThreads = threads;
      ort.env.logLevel = 'error';
      const session = await ort.InferenceSession.create(leastModel, { executionProviders: ['wasm'] });
      await session.release();
      return { ort, threads };
    } catch (error) {
      instance++;
      throw error;
    }
  };
  return async () => {
    try {
      return await start(possibleThreads);
    } catch {
      // Threads or their memory were refused, or a file did not come: then it fails again, and that is told.
    }
    const response = await fetch(wasm);
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const wasmBinary = onPlainMemory(new Uint8Array(await response.arrayBuffer()));
    return withPlainMemory(() => start(1, wasmBinary));
  };
}

const kept = (build: BuildFiles) => {
  const start = starter(build);
  return keptUnlessItFails(() => loadPart(start, Object.values(build)));
};

/** One of each for all packs of a worker. */
const started: Record<Build, () => Promise<StartedRuntime>> = {
  wasm: kept(files.wasm),
  jspi: kept(files.jspi),
  asyncify: kept(files.asyncify),
};

/** Its scripts and wasm come when they are first needed: what our own kernels compute does not wait for them. */
export class OnnxRuntime {
  readonly #device: GPUDevice | null;
  #started: StartedRuntime | null = null;

  /** @param device the device that sessions and our kernels share, or null for the CPU alone */
  constructor(device: GPUDevice | null) {
    this.#device = device;
  }

  /** Whether sessions can be made on WebGPU. */
  get withWebGpu(): boolean {
    return this.#device !== null;
  }

  /** Until it is loaded, how many there may be. */
  get threads(): number {
    return this.#started?.threads ?? possibleThreads;
  }

  /** Fetches scripts and wasm, unless they are there or on their way. */
  async begin(): Promise<void> {
    await this.#load();
  }

  async #load(): Promise<Ort> {
    this.#started = await started[chooseBuild(this.withWebGpu)]();
    return this.#started.ort;
  }

  /** @param output 'cpu', or 'gpu-buffer' to leave a WebGPU session's outputs on the device */
  async createSession(
    model: Uint8Array,
    backend: NetworkBackend,
    output: 'cpu' | 'gpu-buffer' = 'cpu',
  ): Promise<InferenceSession> {
    const ort = await this.#load();
    if (backend === 'wasm') return ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
    if (!this.#device) throw new Error('This ONNX Runtime was loaded without WebGPU.');
    return ort.InferenceSession.create(model, {
      executionProviders: [{ name: 'webgpu', device: this.#device }],
      preferredOutputLocation: output,
    });
  }

  /** Tensors are for sessions, so there is one before them. */
  float32(data: Float32Array, dims: readonly number[]): Tensor {
    return new (this.#loaded().Tensor)('float32', data, dims);
  }

  int32(data: Int32Array, dims: readonly number[]): Tensor {
    return new (this.#loaded().Tensor)('int32', data, dims);
  }

  /** A tensor over a buffer of ours, which stays ours. */
  fromGpuBuffer(buffer: GPUBuffer, dims: readonly number[], dataType: 'float32' | 'int32' = 'float32'): Tensor {
    return this.#loaded().Tensor.fromGpuBuffer(buffer, { dataType, dims });
  }

  #loaded(): Ort {
    if (!this.#started) throw new Error('ONNX Runtime is asked for a tensor before it has made a session.');
    return this.#started.ort;
  }
}

/**
 * Runs a session for one of its outputs, which is the caller's to dispose of.
 * @throws EngineError `pack-invalid` if the model has no such output
 */
export async function runOne(session: InferenceSession, feeds: Feeds, output: string): Promise<Tensor> {
  const result = (await session.run(feeds))[output];
  if (!result) throw new EngineError('pack-invalid', `A model of this pack has no output named "${output}".`);
  return result;
}
