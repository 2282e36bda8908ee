// ONNX Runtime where the browser refuses the memory that its threads share, and its files come at the second try only.
import { afterEach, expect, test, vi } from 'vitest';
import { OnnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';

/** An ONNX file of `y = x` for one number. */
const identity = Uint8Array.from(
  atob('CAhCAhAROi8KEAoBeBIBeSIISWRlbnRpdHkSAW5aCwoBeBIGCgQIARIAYgsKAXkSBgoECAESAA=='),
  (character) => character.charCodeAt(0),
);

const { Memory } = WebAssembly;

afterEach(() => {
  WebAssembly.Memory = Memory;
  vi.unstubAllGlobals();
});

test('it runs on one thread with plain memory, once its files are here', async () => {
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      if (descriptor.shared) throw new RangeError('could not allocate memory');
      super(descriptor);
    }
  };
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const runtime = new OnnxRuntime(null);
  await expect(runtime.begin()).rejects.toMatchObject({ kind: 'download-failed' });

  vi.unstubAllGlobals();
  await runtime.begin();
  expect(runtime.threads).toBe(1);
  const session = await runtime.createSession(identity, 'wasm');
  const { y } = await session.run({ x: runtime.float32(Float32Array.of(42), []) });
  expect(y?.data).toEqual(Float32Array.of(42));
  await session.release();
});
