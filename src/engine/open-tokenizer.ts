// Turns a loaded pack into a tokenizer: settles each stage's backend, makes the sessions.
import type { InferenceSession } from 'onnxruntime-web';
import type { Gpu } from '../gpu/device.ts';
import type { LookUp } from '../gpu/kernels/look-up/look-up.ts';
import { type Contender, probe } from './backends/probe.ts';
import { recallVerdict, rememberedVerdict, type VerdictKey } from './backends/verdicts.ts';
import { CodeTables } from './decode/code-tables.ts';
import { IncrementalDecoder } from './decode/incremental-decoder.ts';
import { LatentDecoder } from './decode/latent-decoder.ts';
import { OnnxDecoder } from './decode/onnx-decoder.ts';
import type { PictureDecoder } from './decode/picture-decoder.ts';
import { SiteDecoder } from './decode/site-decoder.ts';
import type { LoadedLevel, LoadedPack } from './packs/load-pack.ts';
import type { PackLevel } from './packs/manifest.ts';
import type { BackendChoice, BackendInUse, NetworkBackend } from './protocol.ts';
import { CpuQuantizer } from './quantizer/cpu-quantizer.ts';
import type { Codebook, Quantizer } from './quantizer/quantizer.ts';
import { type Host, openHost } from './runtime/host.ts';
import { type OnnxRuntime, runOne } from './runtime/onnx-runtime.ts';
import { Tokenizer } from './tokenizer.ts';

/** Tokens each way of the picture that probes run on. */
const probeTokens = 12;

type Network = 'encoder' | 'decoder';

export interface OpenedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly inUse: BackendInUse;
  /** What was put off so that the pack opens sooner: measures backends for the next visit; null where there is nothing. */
  readonly measureLater: MeasureLater | null;
}

/** @param turn runs one short piece when nothing else waits; its rejection ends the measurement */
export type MeasureLater = (turn: <T>(run: () => Promise<T>) => Promise<T>) => Promise<void>;

/** @param host what the worker's packs share; a new one by default */
export async function openTokenizer(pack: LoadedPack, choice: BackendChoice, host?: Host): Promise<OpenedTokenizer> {
  const { gpu, runtime, remarks: known } = host ?? (await openHost(choice));
  const remarks = [...known];
  const codebooks = await readCodebooks(pack, runtime);
  const tables = new CodeTables(
    codebooks.map((codebook, i) => ({ codebook, downsample: pack.levels[i]!.level.downsample })),
  );
  const context: Context = { pack, choice, runtime, gpu, codebooks, tables, remarks };
  const { quantizers, measureLater } = await chooseQuantizers(context);
  const quantizerBackend = quantizers[0]!.backend;
  const encoder = await chooseNetwork(context, 'encoder', (backend) =>
    openEncoders(context, backend, quantizerBackend === 'webgpu' ? 'gpu-buffer' : 'cpu'),
  );
  const { decoder } = await chooseNetwork(context, 'decoder', (backend) => openDecoder(context, backend));
  return {
    tokenizer: new Tokenizer({
      manifest: pack.manifest,
      levels: pack.levels.map(({ level }, i) => ({
        level,
        encoder: encoder.sessions[i]!,
        quantizer: quantizers[i]!,
        codebook: codebooks[i]!,
      })),
      runtime,
      decoder,
      latentDecoder: new LatentDecoder(pack, tables, runtime, decoder.backend),
    }),
    inUse: {
      encoder: encoder.backend,
      quantizer: quantizerBackend,
      decoder: decoder.backend,
      decoderKernels: decoder.kernels,
      adapter: gpu?.adapter.name ?? null,
      softwareAdapter: gpu?.adapter.software ?? false,
      threads: runtime.threads,
      remark: remarks.length > 0 ? remarks.join(' ') : null,
    },
    measureLater,
  };
}

interface Context {
  readonly pack: LoadedPack;
  readonly choice: BackendChoice;
  readonly runtime: OnnxRuntime;
  readonly gpu: Gpu | null;
  /** Of each level, coarsest first. */
  readonly codebooks: readonly Codebook[];
  readonly tables: CodeTables;
  readonly remarks: string[];
}

/** ONNX Runtime does one thing at a time. */
async function readCodebooks({ levels }: LoadedPack, runtime: OnnxRuntime): Promise<Codebook[]> {
  const codebooks: Codebook[] = [];
  for (const level of levels) codebooks.push(await readCodebook(level, runtime));
  return codebooks;
}

/** Runs codebook.onnx once on 0..K−1: every other user of the codebook reads this one matrix. */
async function readCodebook({ level, codebook }: LoadedLevel, runtime: OnnxRuntime): Promise<Codebook> {
  const { size, dim, input, output } = level.codebook;
  const session = await runtime.createSession(codebook, 'wasm');
  try {
    const tokens = runtime.int32(
      Int32Array.from({ length: size }, (_, code) => code),
      [size],
    );
    const vectors = (await session.run({ [input]: tokens }))[output]?.data;
    if (!(vectors instanceof Float32Array) || vectors.length !== size * dim) {
      throw new Error(`codebook.onnx does not give ${size}×${dim} float32 numbers.`);
    }
    return { vectors: vectors.slice(), size, dim };
  } finally {
    await session.release();
  }
}

/** Deterministic numbers in [-1, 1): a probe must not depend on the day. */
function noise(length: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 31 - 1;
  });
}

interface ChosenQuantizers extends Pick<OpenedTokenizer, 'measureLater'> {
  /** One for each level, all on one backend. */
  readonly quantizers: readonly Quantizer[];
}

/** The finest level, whose grid is the largest, decides for all. */
async function chooseQuantizers({
  pack,
  choice,
  gpu,
  codebooks,
  runtime,
  remarks,
}: Context): Promise<ChosenQuantizers> {
  const kinds = pack.levels.map(({ level }) => level.quantizer);
  // What only some packs and adapters need comes with the first of them.
  const argmax = async () => (await import('./quantizer/argmax-quantizer.ts')).ArgmaxQuantizer;
  const onGpuNearest = async () => (await import('./quantizer/gpu-quantizer.ts')).GpuQuantizer;
  const onCpu = await Promise.all(
    codebooks.map(async (codebook, i) =>
      kinds[i] === 'argmax' ? new (await argmax())(codebook) : new CpuQuantizer(codebook),
    ),
  );
  const createOnGpu = async (device: Gpu, i: number): Promise<Quantizer> =>
    (kinds[i] === 'argmax' ? await argmax() : await onGpuNearest()).create(device, codebooks[i]!);
  const chosen = (quantizers: readonly Quantizer[]): ChosenQuantizers => ({ quantizers, measureLater: null });
  if (choice.quantizer === 'cpu' || !gpu) return chosen(onCpu);
  const key: VerdictKey = {
    stage: 'quantizer',
    adapter: gpu.adapter.name,
    pack: pack.manifest.id,
    threads: runtime.threads,
  };
  const finest = codebooks.length - 1;
  // A picture's worth of vectors; of logits, which are many times as many numbers, fewer cells.
  const { channels } = onCpu[finest]!;
  const count = channels > 1024 ? 128 : 1024;
  const data = noise(count * channels);
  const contender = (quantizer: Quantizer): Contender<'webgpu' | 'cpu'> => ({
    backend: quantizer.backend,
    run: async () => (await quantizer.nearest({ location: 'cpu', data }, count)).distances,
  });
  // A software GPU takes a second to be measured and gains little: this visit begins without.
  if (choice.quantizer === 'auto' && gpu.adapter.software && !(await recallVerdict(key))) {
    const measureLater: MeasureLater = async (turn) => {
      const onGpu = await turn(() => createOnGpu(gpu, finest));
      const inTurns = ({ backend, run }: Contender<'webgpu' | 'cpu'>) => ({ backend, run: () => turn(run) });
      try {
        await rememberedVerdict(key, () => probe(inTurns(contender(onCpu.at(-1)!)), inTurns(contender(onGpu))));
      } finally {
        onGpu.dispose();
      }
    };
    return { quantizers: onCpu, measureLater };
  }
  const onGpu = await Promise.all(codebooks.map((_, i) => createOnGpu(gpu, i))).catch((error: unknown) => {
    remarks.push(`Our kernels do not run on this adapter (${error instanceof Error ? error.message : error}).`);
    return null;
  });
  if (!onGpu) return chosen(onCpu);
  if (choice.quantizer === 'webgpu') return chosen(onGpu);
  const verdict = await rememberedVerdict(key, () => probe(contender(onCpu.at(-1)!), contender(onGpu.at(-1)!)));
  if (verdict.mistrusted) remarks.push('This adapter computes wrong distances, so the quantizer runs on the CPU.');
  if (verdict.backend === 'webgpu') return chosen(onGpu);
  for (const quantizer of onGpu) quantizer.dispose();
  return chosen(onCpu);
}

/** A network on one backend, and what a probe runs of it. */
interface Candidate extends Contender<NetworkBackend> {
  dispose(): Promise<void>;
}

interface EncoderCandidate extends Candidate {
  /** One for each level. */
  readonly sessions: readonly InferenceSession[];
}

/** @param output of the encoders on WebGPU */
async function openEncoders(
  { pack, runtime, codebooks }: Context,
  backend: NetworkBackend,
  output: 'cpu' | 'gpu-buffer',
): Promise<EncoderCandidate> {
  const sessions: InferenceSession[] = [];
  for (const { encoder } of pack.levels) {
    sessions.push(await runtime.createSession(encoder, backend, backend === 'webgpu' ? output : 'cpu'));
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
async function openDecoder(
  { pack, runtime, gpu, codebooks, tables }: Context,
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
  const { LookUp } = await import('../gpu/kernels/look-up/look-up.ts');
  return LookUp.create(gpu, codebook.vectors, codebook);
}

/** The wish, or where that is `auto` the faster backend; WebAssembly where a GPU cannot or should not. */
async function chooseNetwork<C extends Candidate>(
  { pack, choice, gpu, runtime, remarks }: Context,
  stage: Network,
  open: (backend: NetworkBackend) => Promise<C>,
): Promise<C> {
  const wish = choice[stage];
  if (wish === 'wasm' || !gpu || !runtime.withWebGpu || (wish === 'auto' && gpu.adapter.software)) return open('wasm');
  const onGpu = await open('webgpu').catch((error: unknown) => {
    remarks.push(`The ${stage} does not run on this adapter (${error instanceof Error ? error.message : error}).`);
    return null;
  });
  if (!onGpu) return open('wasm');
  if (wish === 'webgpu') return onGpu;
  const onWasm = await open('wasm');
  const verdict = await rememberedVerdict(
    { stage, adapter: gpu.adapter.name, pack: pack.manifest.id, threads: runtime.threads },
    () => probe<NetworkBackend>(onWasm, onGpu),
  );
  if (verdict.mistrusted) remarks.push(`This adapter computes a wrong picture, so the ${stage} runs on WebAssembly.`);
  const [chosen, other] = verdict.backend === 'webgpu' ? [onGpu, onWasm] : [onWasm, onGpu];
  await other.dispose();
  return chosen;
}
