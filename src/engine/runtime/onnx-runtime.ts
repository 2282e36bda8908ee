// Loads the smallest build of ONNX Runtime Web that the chosen backends need, and makes sessions with it.
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import wasmMjs from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import { keptUnlessItFails } from '../../core/kept.ts';
import { EngineError } from '../engine-error.ts';
import type { NetworkBackend } from '../protocol.ts';
import { loadPart } from './load-part.ts';

/** A tensor for each of a model's inputs, by name. */
type Feeds = Readonly<Record<string, Tensor>>;

type Ort = typeof import('onnxruntime-web');

/** CPU only; with WebGPU for browsers with JavaScript promise integration; with WebGPU for the others. */
type Build = 'wasm' | 'jspi' | 'asyncify';

const builds: Record<Build, { load: () => Promise<Ort>; mjs: string; wasm: string }> = {
  wasm: { load: () => import('onnxruntime-web/wasm'), mjs: wasmMjs, wasm: wasmWasm },
  jspi: { load: () => import('onnxruntime-web/jspi'), mjs: jspiMjs, wasm: jspiWasm },
  asyncify: { load: () => import('onnxruntime-web/webgpu'), mjs: asyncifyMjs, wasm: asyncifyWasm },
};

/** Names a version of ONNX Runtime: the hash of its wasm is in it. */
export const runtimeVersion = wasmWasm.slice(wasmWasm.lastIndexOf('/') + 1);

/** More threads than this gain nothing at these model sizes, and phones need cores for the page. */
const maxThreads = 4;

function chooseBuild(withWebGpu: boolean): Build {
  if (!withWebGpu) return 'wasm';
  return 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
}

/** An ONNX file of one Identity, the least there is. The runtime fetches its wasm, compiling as it comes, for a session. */
const leastModel = Uint8Array.from(
  atob('CAhCAhAROi8KEAoBeBIBeSIISWRlbnRpdHkSAW5aCwoBeBIGCgQIARIAYgsKAXkSBgoECAESAA=='),
  (character) => character.charCodeAt(0),
);

/** Its scripts and wasm come when they are first needed: what our own kernels compute does not wait for them. */
export class OnnxRuntime {
  readonly threads = globalThis.crossOriginIsolated ? Math.min(maxThreads, navigator.hardwareConcurrency) : 1;
  readonly #device: GPUDevice | null;
  readonly #load = keptUnlessItFails(() => {
    const { mjs, wasm } = this.#build;
    return loadPart(() => this.#fetch(), [mjs, wasm]);
  });
  #ort: Ort | null = null;

  /** @param device the device that sessions and our kernels share, or null for the CPU alone */
  constructor(device: GPUDevice | null) {
    this.#device = device;
  }

  /** Whether sessions can be made on WebGPU. */
  get withWebGpu(): boolean {
    return this.#device !== null;
  }

  get #build() {
    return builds[chooseBuild(this.withWebGpu)];
  }

  /** Fetches scripts and wasm, unless they are there or on their way. */
  async begin(): Promise<void> {
    await this.#load();
  }

  async #fetch(): Promise<Ort> {
    const { load, mjs, wasm } = this.#build;
    const ort = await load();
    ort.env.wasm.wasmPaths = { mjs, wasm };
    ort.env.wasm.numThreads = this.threads;
    ort.env.logLevel = 'error';
    await ort.InferenceSession.create(leastModel, { executionProviders: ['wasm'] }).then((session) =>
      session.release(),
    );
    this.#ort = ort;
    return ort;
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
    if (!this.#ort) throw new Error('ONNX Runtime is asked for a tensor before it has made a session.');
    return this.#ort;
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
