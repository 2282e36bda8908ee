// The memory of a step: every tensor lies in it, found by the index of its first number. It only grows.

const pageNumbers = 65536 / 4;

/** Memory grows by at least so many pages at a time. */
const growth = 16;

/** Kernels read and write past a tensor's end, up to this far. */
export const slack = 16 * 1024;

export class Heap {
  readonly memory = new WebAssembly.Memory({ initial: growth });
  /** Both are views of all of it, and others once it has grown. */
  floats = new Float32Array(this.memory.buffer);
  integers = new Int32Array(this.memory.buffer);
  #next = 0;

  /** @returns the index of the first of so many numbers; what lies there is zero */
  take(count: number): number {
    const at = this.#next;
    // Cache lines do not hold parts of two tensors, and 16 numbers behind one are nobody's.
    this.#next += 16 * (Math.ceil(count / 16) + 1);
    const missing = Math.ceil((this.#next + slack - this.floats.length) / pageNumbers);
    if (missing > 0) {
      this.memory.grow(Math.max(missing, growth));
      this.floats = new Float32Array(this.memory.buffer);
      this.integers = new Int32Array(this.memory.buffer);
    }
    return at;
  }
}
