// How often, and when, a worker that ended is followed by another one: a few times in a row, further and further apart.

/** Milliseconds before each try but the first; the end of the last one is the end. */
const delays = [0, 2000];

/** As many losses of the GPU in a row are followed before everything moves to the CPU. */
const maxGpuLosses = 2;

/** Milliseconds of work after which a new end is not in a row with the ones before. */
const steady = 60_000;

export class Restarts {
  #ends = 0;
  #gpuLosses = 0;
  #openSince: number | null = null;

  /** A person asks for a start, or the engine begins: all tries are there again. */
  reset(): void {
    this.#ends = 0;
    this.#gpuLosses = 0;
    this.#openSince = null;
  }

  /** A pack is open. */
  opened(): void {
    this.#openSince = performance.now();
  }

  /** A call went well. */
  worked(): void {
    if (this.#openSince !== null && performance.now() - this.#openSince >= steady) this.reset();
  }

  /** A worker ended by itself. @returns milliseconds until the next one; null where there were enough */
  afterEnd(): number | null {
    this.#openSince = null;
    return delays[this.#ends++] ?? null;
  }

  /** The GPU was lost. @returns milliseconds until the next worker, and whether that does without a GPU */
  afterGpuLoss(): { readonly delay: number; readonly withoutGpu: boolean } {
    this.#openSince = null;
    const losses = this.#gpuLosses++;
    return { delay: delays[losses] ?? delays.at(-1)!, withoutGpu: losses >= maxGpuLosses };
  }
}
