// Which backend runs each network: as wished, or the faster one that computes the same.
import type { InferenceSession } from 'onnxruntime-web';
import type { Gpu } from '../../gpu/device.ts';
import type { LookUp } from '../../gpu/kernels/look-up/look-up.ts';
import { type Contender, probe } from '../backends/probe.ts';
import { recallVerdict, rememberedVerdict, type VerdictKey } from '../backends/verdicts.ts';
import { IncrementalDecoder } from '../decode/incremental-decoder.ts';
import { OnnxDecoder } from '../decode/onnx-decoder.ts';
import type { PictureDecoder } from '../decode/picture-decoder.ts';
import { SiteDecoder } from '../decode/site-decoder.ts';
import { isAborted } from '../engine-error.ts';
import type { PackLevel } from '../packs/manifest.ts';
import type { NetworkBackend } from '../protocol.ts';
import type { Codebook } from '../quantizer/quantizer.ts';
import { loadPart } from '../runtime/load-part.ts';
import { runOne } from '../runtime/onnx-runtime.ts';
import type { Encoders } from '../tokenizer.ts';
import { atOnce, inTurns, noise, type Opening, type Turn } from './opening.ts';

/** Tokens each way of the picture that probes run on. */
const probeTokens = 12;

type Network = 'encoder' | 'decoder';

/** A network on one backend, and what a probe runs of it. */
interface Candidate extends Contender<NetworkBackend> {
  dispose(): Promise<void>;
}

interface EncoderCandidate extends Candidate, Encoders {}

/** @param output of the encoders on WebGPU */
export async function openEncoders(
  { pack, runtime, codebooks }: Opening,
  backend: NetworkBackend,
  output: 'cpu' | 'gpu-buffer',
): Promise<EncoderCandidate> {
  const sessions: InferenceSession[] = [];
  for (const { encoder } of pack.levels) {
    sessions.push(await runtime.createSession(await encoder(), backend, backend === 'webgpu' ? output : 'cpu'));
  }
  const side = probeTokens * pack.levels[0]!.level.downsample;
  const image = runtime.float32(noise(3 * side * side), [1, 3, side, side]);
  const zQ = pack.levels.map(({ level }, i) => {
    const { dim } = codebooks[i]!;
    const cells = side / level.downsample;
    return runtime.float32(noise(dim * cells * cells), [1, dim, cells, cells]);
  });
  const run = async (session: InferenceSession, { encoder }: PackLevel): Promise<Float32Array> => {
    const feeds = Object.fromEntries(encoder.inputs.map((name, i) => [name, [image, ...zQ][i]!]));
    const result = await runOne(session, feeds, encoder.output);
    try {
      return ((await result.getData()) as Float32Array).slice();
    } finally {
      result.dispose();
    }
  };
  return {
    backend,
    sessions,
    run: async () => {
      const numbers: number[] = [];
      for (const [i, { level }] of pack.levels.entries()) {
        for (const number of await run(sessions[i]!, level)) numbers.push(number);
      }
      return Float32Array.from(numbers);
    },
    dispose: async () => {
      for (const session of sessions) await session.release();
    },
  };
}

interface DecoderCandidate extends Candidate {
  readonly decoder: PictureDecoder;
}

/** On the CPU with our own kernels where they know all of its layers: they compute only what changes. */
export async function openDecoder(
  { pack, runtime, gpu, codebooks, tables }: Opening,
  backend: NetworkBackend,
): Promise<DecoderCandidate> {
  const { manifest, decoder: model } = pack;
  const own = backend === 'wasm' ? IncrementalDecoder.create(model, tables) : null;
  let decoder: PictureDecoder;
  if (own) {
    decoder = new SiteDecoder(own);
  } else {
    const session = await runtime.createSession(model, backend);
    const [codebook, ...finer] = codebooks;
    const gathers = gpu && backend === 'webgpu' && finer.length === 0;
    const lookUp = gathers ? await openLookUp(gpu, codebook!) : null;
    decoder = new OnnxDecoder({ manifest, runtime, session, backend, tables, lookUp });
  }
  const side = 2 * probeTokens;
  const layers = codebooks.map(({ size }) =>
    Int32Array.from(noise(side * side), (number) => Math.floor(((number + 1) / 2) * size)),
  );
  const middle = (side * side + side) >> 1;
  return {
    backend,
    decoder,
    // One token edited: what a decoder is mostly asked for. Each run takes another code than the one before.
    run: async () => {
      const finest = layers.at(-1)!;
      finest[middle] = (finest[middle]! + 1) % codebooks.at(-1)!.size;
      const [decode] = decoder.plan({ width: side, height: side, layers }, [middle]);
      return Float32Array.from((await decode!()).patch.image.data);
    },
    dispose: () => decoder.dispose(),
  };
}

async function openLookUp(gpu: Gpu, codebook: Codebook): Promise<LookUp> {
  const { LookUp } = await loadPart(() => import('../../gpu/kernels/look-up/look-up.ts'));
  return LookUp.create(gpu, codebook.vectors, codebook);
}

/** The GPU that a network runs on, or is tried on; null where it stays on the CPU. */
function gpuFor({ choice, gpu, runtime }: Opening, network: Network): Gpu | null {
  const wish = choice[network];
  if (wish === 'wasm' || !gpu || !runtime.withWebGpu || (wish === 'auto' && gpu.adapter.software)) return null;
  return gpu;
}

/** Whether it takes a measurement, or what one said earlier, to tell the network's backend. */
export function isMeasured(opening: Opening, network: Network): boolean {
  return opening.choice[network] === 'auto' && gpuFor(opening, network) !== null;
}

/**
 * The wish, or where that is `auto` the faster backend; WebAssembly where a GPU cannot or should not.
 *
 * @throws what `turn` rejects with; whatever was opened by then is disposed of
 */
export async function chooseNetwork<C extends Candidate>(
  opening: Opening,
  stage: Network,
  open: (backend: NetworkBackend) => Promise<C>,
  turn: Turn = atOnce,
): Promise<C> {
  const opened = new Set<C>();
  const openOn = (backend: NetworkBackend) =>
    turn(async () => {
      const candidate = await open(backend);
      opened.add(candidate);
      return candidate;
    });
  let chosen: C | null = null;
  try {
    chosen = await choose(opening, stage, openOn, turn);
    return chosen;
  } finally {
    for (const candidate of opened) if (candidate !== chosen) await candidate.dispose();
  }
}

async function choose<C extends Candidate>(
  opening: Opening,
  stage: Network,
  openOn: (backend: NetworkBackend) => Promise<C>,
  turn: Turn,
): Promise<C> {
  const { pack, choice, runtime, remarks } = opening;
  const gpu = gpuFor(opening, stage);
  if (!gpu) return openOn('wasm');
  const key: VerdictKey = { stage, adapter: gpu.adapter.name, pack: pack.manifest.id, threads: runtime.threads };
  const known = choice[stage] === 'auto' ? await recallVerdict<NetworkBackend>(key) : null;
  const mistrust = `This adapter computes a wrong picture, so the ${stage} runs on WebAssembly.`;
  if (known?.backend === 'wasm') {
    if (known.mistrusted) remarks.push(mistrust);
    return openOn('wasm');
  }
  const onGpu = await openOn('webgpu').catch((error: unknown) => {
    if (isAborted(error)) throw error;
    remarks.push(`The ${stage} does not run on this adapter, so it runs on WebAssembly.`);
    return null;
  });
  if (!onGpu) return openOn('wasm');
  if (known || choice[stage] === 'webgpu') return onGpu;
  const onWasm = await openOn('wasm');
  const verdict = await rememberedVerdict(key, () => probe(inTurns(onWasm, turn), inTurns(onGpu, turn)));
  if (verdict.mistrusted) remarks.push(mistrust);
  return verdict.backend === 'webgpu' ? onGpu : onWasm;
}
