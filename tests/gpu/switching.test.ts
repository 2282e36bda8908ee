// One engine that changes packs many times holds the open one only: sessions, GPU buffers and wasm memory are counted.
import type { InferenceSession } from 'onnxruntime-web';
import { afterEach, expect, test, vi } from 'vitest';
import { layered } from '../../src/core/levels.ts';
import { Engine } from '../../src/engine/engine.ts';
import { shippedPacks } from '../../src/engine/packs/shipped.ts';
import type { BackendChoice, PackSource } from '../../src/engine/protocol.ts';
import { OnnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';

const choice: BackendChoice = { encoder: 'wasm', quantizer: 'webgpu', decoder: 'wasm', prior: 'wasm' };
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

test(`after ${switches} changes of the pack as much is alive as after each was open once`, async () => {
  const { live, wasmBytes } = countLive();
  const engine = new Engine();
  const packs = [...shippedPacks.values()];
  expect(packs.length).toBeGreaterThan(1);
  const data = new Uint8ClampedArray(4 * 64 * 64).map((_, i) => (i * 37) % 256);
  let turn = 0;
  const use = async (source: PackSource) => {
    turn++;
    await engine.load(source);
    const { id, levels } = await engine.open(source, choice);
    const { grids } = await engine.encode(2 * turn, { width: 64, height: 64, data });
    await engine.decode(2 * turn + 1, layered(grids, levels), null);
    return { id, tokens: grids.map(({ tokens }) => [...tokens]) };
  };
  /** Each pack once. */
  const round = async () => {
    const results = [];
    for (const source of packs) results.push(await use(source));
    return results;
  };
  const first = await round();
  const before = { ...live, wasm: wasmBytes() };
  expect(before.sessions).toBeGreaterThan(0);
  expect(before.devices).toBe(1);
  let last = first;
  while (turn < switches + packs.length) last = await round();
  expect({ ...live, wasm: wasmBytes() }).toEqual(before);
  expect(wasmBytes()).toBeGreaterThan(0);
  expect(last).toEqual(first);
});
