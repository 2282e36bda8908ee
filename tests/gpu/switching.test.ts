// One engine that changes packs many times holds the open one only: sessions, GPU buffers and wasm memory are counted.
import type { InferenceSession } from 'onnxruntime-web';
import { afterEach, expect, test, vi } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import { shippedPacks } from '../../src/engine/packs/shipped.ts';
import type { BackendChoice } from '../../src/engine/protocol.ts';
import { OnnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';

const choice: BackendChoice = { encoder: 'wasm', quantizer: 'webgpu', decoder: 'wasm' };
const switches = 20;
const { Memory } = WebAssembly;

/** Counts what is alive; the real objects do the work. */
function countLive() {
  const live = { sessions: 0, buffers: 0, devices: 0 };
  const memories: WebAssembly.Memory[] = [];
  const { createSession } = OnnxRuntime.prototype;
  vi.spyOn(OnnxRuntime.prototype, 'createSession').mockImplementation(async function (this: OnnxRuntime, ...given) {
    const session: InferenceSession = await createSession.apply(this, given);
    live.sessions++;
    const release = session.release.bind(session);
    session.release = async () => {
      live.sessions--;
      await release();
    };
    return session;
  });
  const { createBuffer } = GPUDevice.prototype;
  vi.spyOn(GPUDevice.prototype, 'createBuffer').mockImplementation(function (this: GPUDevice, ...given) {
    const buffer = createBuffer.apply(this, given);
    live.buffers++;
    const destroy = buffer.destroy.bind(buffer);
    let gone = false;
    buffer.destroy = () => {
      if (!gone) live.buffers--;
      gone = true;
      return destroy();
    };
    return buffer;
  });
  const { requestDevice } = GPUAdapter.prototype;
  vi.spyOn(GPUAdapter.prototype, 'requestDevice').mockImplementation(function (this: GPUAdapter, ...given) {
    live.devices++;
    return requestDevice.apply(this, given);
  });
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      // ONNX Runtime's: one for all packs. A decoder of ours brings its own, which goes with it.
      if (descriptor.shared) memories.push(this);
    }
  };
  return {
    live,
    wasmBytes: () => memories.reduce((total, { buffer }) => total + buffer.byteLength, 0),
  };
}

afterEach(() => {
  vi.restoreAllMocks();
  WebAssembly.Memory = Memory;
});

test(`after ${switches} changes of the pack as much is alive as after two`, async () => {
  const { live, wasmBytes } = countLive();
  const engine = new Engine();
  const packs = [...shippedPacks.values()];
  expect(packs.length).toBeGreaterThan(1);
  const data = new Uint8ClampedArray(4 * 64 * 64).map((_, i) => (i * 37) % 256);
  const use = async (turn: number) => {
    const source = packs[turn % packs.length]!;
    await engine.load(source);
    const { id } = await engine.open(source, choice);
    const { grid } = await engine.encode(2 * turn, { width: 64, height: 64, data });
    await engine.decode(2 * turn + 1, grid, null);
    return { id, tokens: [...grid.tokens] };
  };
  const first = [await use(0), await use(1)];
  const before = { ...live, wasm: wasmBytes() };
  expect(before.sessions).toBeGreaterThan(0);
  expect(before.devices).toBe(1);
  let last = first;
  for (let turn = 2; turn < switches + 2; turn += 2) last = [await use(turn), await use(turn + 1)];
  expect({ ...live, wasm: wasmBytes() }).toEqual(before);
  expect(wasmBytes()).toBeGreaterThan(0);
  expect(last).toEqual(first);
});
