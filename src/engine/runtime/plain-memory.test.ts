import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { onPlainMemory, withPlainMemory } from './plain-memory.ts';

const require = createRequire(import.meta.url);

test.each(['', '.jspi', '.asyncify'])(
  'ONNX Runtime%s imports plain memory, and is otherwise the same',
  async (build) => {
    const wasm = new Uint8Array(await readFile(require.resolve(`onnxruntime-web/ort-wasm-simd-threaded${build}.wasm`)));
    const changed = onPlainMemory(wasm);
    const at = wasm.findIndex((value, i) => value !== changed[i]);
    expect([wasm[at], changed[at]]).toEqual([3, 1]);
    changed[at] = 3;
    expect(Buffer.compare(wasm, changed)).toBe(0);
    changed[at] = 1;
    // Node does not know all instructions of each build.
    expect(WebAssembly.validate(changed)).toBe(WebAssembly.validate(wasm));
  },
);

test('what is no module, or imports no memory, is refused', () => {
  expect(() => onPlainMemory(new Uint8Array(3))).toThrow(RangeError);
  const empty = [0, 97, 115, 109, 1, 0, 0, 0];
  expect(() => onPlainMemory(Uint8Array.from(empty))).toThrow(RangeError);
  // An import section with one global.
  expect(() => onPlainMemory(Uint8Array.from([...empty, 2, 8, 1, 1, 97, 1, 98, 3, 127, 0]))).toThrow(RangeError);
});

test('memory is plain while the work goes on, and shared again after it', async () => {
  const descriptor = { initial: 1, maximum: 1, shared: true };
  const memory = () => new WebAssembly.Memory(descriptor).buffer;
  expect(await withPlainMemory(async () => memory())).toBeInstanceOf(ArrayBuffer);
  const failing = withPlainMemory(() => Promise.reject(new Error('not today')));
  await expect(failing).rejects.toThrow('not today');
  expect(memory()).toBeInstanceOf(SharedArrayBuffer);
});
