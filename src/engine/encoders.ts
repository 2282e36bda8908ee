// The encoders of a pack's levels. They may come after the pack is open: painting does without them.
import type { InferenceSession } from 'onnxruntime-web';
import type { LoadedLevel } from './packs/load-pack.ts';
import type { NetworkBackend } from './protocol.ts';
import type { OnnxRuntime } from './runtime/onnx-runtime.ts';

export interface EncodersParts {
  /** Coarsest first. */
  readonly levels: readonly LoadedLevel[];
  readonly runtime: OnnxRuntime;
  readonly backend: NetworkBackend;
  /** Where outputs on WebGPU stay. */
  readonly output: 'cpu' | 'gpu-buffer';
}

export class Encoders {
  readonly backend: NetworkBackend;
  readonly #parts: EncodersParts;
  #sessions: readonly InferenceSession[] | null = null;

  constructor(parts: EncodersParts) {
    this.#parts = parts;
    this.backend = parts.backend;
  }

  get areOpen(): boolean {
    return this.#sessions !== null;
  }

  /** Brings all that `open` needs. No turn of the queue is held for it. */
  async fetch(): Promise<void> {
    const { levels, runtime } = this.#parts;
    await Promise.all([runtime.begin(), ...levels.map(({ encoder }) => encoder())]);
  }

  /** @returns one session for each level, coarsest first; within a turn of the queue, since ONNX Runtime does one thing at a time */
  async open(): Promise<readonly InferenceSession[]> {
    const { levels, runtime, backend, output } = this.#parts;
    if (!this.#sessions) {
      const sessions: InferenceSession[] = [];
      for (const { encoder } of levels) {
        sessions.push(await runtime.createSession(await encoder(), backend, backend === 'webgpu' ? output : 'cpu'));
      }
      this.#sessions = sessions;
    }
    return this.#sessions;
  }

  async dispose(): Promise<void> {
    for (const session of this.#sessions ?? []) await session.release();
    this.#sessions = null;
  }
}
