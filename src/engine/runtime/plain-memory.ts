// ONNX Runtime's wasm imports memory that threads share, even when it has one thread. Some browsers refuse that, phones
// because it takes the addresses of all 4 GB at once. On plain memory the same instructions compute the same.

const importSection = 2;
const kinds = { function: 0, table: 1, memory: 2, global: 3, tag: 4 };
const limits = { hasMaximum: 1, shared: 2 };

/**
 * The module, importing plain memory where it imported shared memory.
 *
 * @throws RangeError if it is no WebAssembly module that imports a memory
 */
export function onPlainMemory(wasm: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const changed = wasm.slice();
  let at = 8;
  const byte = (): number => {
    const value = changed[at++];
    if (value === undefined) throw new RangeError('This module imports no memory.');
    return value;
  };
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const part = byte();
      value += (part & 127) * 2 ** shift;
      if (part < 128) return value;
    }
  };
  const skipLimits = () => {
    const flags = byte();
    number();
    if (flags & limits.hasMaximum) number();
  };
  for (let section = byte(); section !== importSection; section = byte()) {
    const length = number();
    at += length;
  }
  number();
  for (let imports = number(); imports > 0; imports--) {
    for (const _ of ['module', 'name']) {
      const length = number();
      at += length;
    }
    const kind = byte();
    if (kind === kinds.memory) {
      changed[at]! &= ~limits.shared;
      return changed;
    }
    if (kind === kinds.table) {
      byte();
      skipLimits();
    } else if (kind === kinds.global) {
      at += 2;
    } else {
      if (kind === kinds.tag) byte();
      number();
    }
  }
  throw new RangeError('This module imports no memory.');
}

/**
 * While `work` goes on, memory that is asked for as shared is made plain. `Atomics.waitAsync` works on shared memory alone:
 * scripts that find none go without.
 */
export async function withPlainMemory<T>(work: () => Promise<T>): Promise<T> {
  const { Memory } = WebAssembly;
  const { waitAsync } = Atomics as { waitAsync?: unknown };
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super({ ...descriptor, shared: false });
    }
  };
  Object.assign(Atomics, { waitAsync: undefined });
  try {
    return await work();
  } finally {
    Object.assign(Atomics, { waitAsync });
    WebAssembly.Memory = Memory;
  }
}
