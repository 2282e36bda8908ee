// What of a pack comes after it is open: its encoders, and a decoder on a GPU in place of our own kernels. The adapter at
// hand stands for one that is worth a measurement.
import type { InferenceSession } from 'onnxruntime-web';
import { afterEach, expect, test, vi } from 'vitest';
import { layered } from '../../src/core/levels.ts';
import { recallVerdict, rememberedVerdict, type VerdictKey } from '../../src/engine/backends/verdicts.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { type OpenedTokenizer, openTokenizer } from '../../src/engine/open-tokenizer.ts';
import { atOnce, type Turn } from '../../src/engine/opening/opening.ts';
import { defaultPackId } from '../../src/engine/packs/default-pack.ts';
import { loadPack } from '../../src/engine/packs/load-pack.ts';
import { shippedPacks } from '../../src/engine/packs/shipped.ts';
import { OnnxRuntime } from '../../src/engine/runtime/onnx-runtime.ts';
import { openGpu } from './adapter.ts';

const image = { width: 64, height: 48, data: new Uint8ClampedArray(4 * 64 * 48).fill(90) };
const grid = { width: 12, height: 10, tokens: Int32Array.from({ length: 120 }, (_, i) => (i * 37) % 4096) };

/** @param name of an adapter that no other test has seen */
async function openOn(name: string): Promise<OpenedTokenizer & { keyOf(stage: 'encoder' | 'decoder'): VerdictKey }> {
  const gpu = await openGpu();
  const hardware = { ...gpu, adapter: { ...gpu.adapter, software: false, name } };
  const runtime = new OnnxRuntime(gpu.device);
  const pack = await loadPack(shippedPacks.get(defaultPackId)!, () => undefined);
  const choice = { encoder: 'auto', quantizer: 'cpu', decoder: 'auto', prior: 'wasm' } as const;
  const opened = await openTokenizer(pack, choice, { gpu: hardware, runtime, remarks: [] });
  const keyOf = (stage: 'encoder' | 'decoder') => ({
    stage,
    adapter: name,
    pack: defaultPackId,
    threads: runtime.threads,
  });
  return { ...opened, keyOf };
}

test('a pack is painted with at once; encoders and the measured decoder come in turns between other work', async () => {
  const { tokenizer, inUse, openEncoders, moveDecoder, keyOf } = await openOn('one that is measured');
  expect(inUse()).toMatchObject({ decoder: 'wasm', decoderKernels: 'own' });
  const before = await tokenizer.decoder.numbers(
    layered(
      [grid],
      tokenizer.levels.map(({ level }) => level),
    ),
  );
  await expect(tokenizer.encode(image)).rejects.toMatchObject({ kind: 'not-ready' });

  let turns = 0;
  const counted: Turn = (run) => {
    turns++;
    return run();
  };
  await openEncoders(counted);
  expect((await tokenizer.encode(image)).grids[0]).toMatchObject({ width: 8, height: 6 });
  await moveDecoder!(counted);
  // Each of the probes' runs had a turn of its own.
  expect(turns).toBeGreaterThan(16);
  for (const stage of ['encoder', 'decoder'] as const) {
    expect(await recallVerdict(keyOf(stage))).toMatchObject({ backend: inUse()[stage], mistrusted: false });
  }
  const after = await tokenizer.decoder.numbers(
    layered(
      [grid],
      tokenizer.levels.map(({ level }) => level),
    ),
  );
  expect(Math.max(...after.map((value, i) => Math.abs(value - before[i]!)))).toBeLessThan(4e-4);
  await tokenizer.dispose();
});

test('where a GPU won on an earlier visit, painting still begins on our own kernels and moves to it', async () => {
  const { tokenizer, inUse, openEncoders, moveDecoder, keyOf } = await openOn('one that has won');
  for (const stage of ['encoder', 'decoder'] as const) {
    await rememberedVerdict(keyOf(stage), async () => ({ backend: 'webgpu', mistrusted: false }));
  }
  const layers = layered(
    [grid],
    tokenizer.levels.map(({ level }) => level),
  );
  const before = await tokenizer.decoder.numbers(layers);
  const [begun] = tokenizer.decoder.plan(layers, null);
  await openEncoders(atOnce);
  await moveDecoder!(atOnce);
  expect(inUse()).toMatchObject({ encoder: 'webgpu', decoder: 'webgpu', decoderKernels: 'onnx-runtime', remark: null });
  const after = await tokenizer.decoder.numbers(layers);
  expect(Math.max(...after.map((value, i) => Math.abs(value - before[i]!)))).toBeLessThan(4e-4);
  expect((await tokenizer.encode(image)).grids[0]).toMatchObject({ width: 8, height: 6 });
  // A plan that was made before is still carried out.
  expect((await begun!()).patch.rect).toMatchObject({ width: 96, height: 80 });
  await tokenizer.dispose();
});

afterEach(() => {
  vi.restoreAllMocks();
});

test.each([2, 3, 5])('a pack that is left at turn %i of measuring an encoder keeps no session', async (last) => {
  const sessions = new Set<InferenceSession>();
  const { createSession } = OnnxRuntime.prototype;
  vi.spyOn(OnnxRuntime.prototype, 'createSession').mockImplementation(async function (this: OnnxRuntime, ...given) {
    const session: InferenceSession = await createSession.apply(this, given);
    sessions.add(session);
    const release = session.release.bind(session);
    session.release = async () => {
      sessions.delete(session);
      await release();
    };
    return session;
  });
  const { tokenizer, openEncoders } = await openOn(`one that is left at ${last}`);
  let turns = 0;
  const untilLeft: Turn = async (run) => {
    if (++turns === last) throw new EngineError('aborted', 'Another pack was opened.');
    return run();
  };
  await expect(openEncoders(untilLeft)).rejects.toMatchObject({ kind: 'aborted' });
  expect(turns).toBe(last);
  expect(tokenizer.encoders).toBeNull();
  expect(sessions.size).toBe(0);
});
