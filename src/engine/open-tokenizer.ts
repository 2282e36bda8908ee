// Turns a loaded pack into a tokenizer: settles each stage's backend, makes the sessions.
import type { InferenceSession } from 'onnxruntime-web';
import type { Gpu } from '../gpu/device.ts';
import { LookUp } from '../gpu/kernels/look-up/look-up.ts';
import { type Contender, probe } from './backends/probe.ts';
import { recallVerdict, rememberedVerdict, type VerdictKey } from './backends/verdicts.ts';
import { IncrementalDecoder } from './decode/incremental-decoder.ts';
import { LatentDecoder } from './decode/latent-decoder.ts';
import { OnnxDecoder } from './decode/onnx-decoder.ts';
import type { PictureDecoder } from './decode/picture-decoder.ts';
import { SiteDecoder } from './decode/site-decoder.ts';
import type { LoadedPack } from './packs/load-pack.ts';
import type { BackendChoice, BackendInUse, NetworkBackend } from './protocol.ts';
import { CpuQuantizer } from './quantizer/cpu-quantizer.ts';
import { GpuQuantizer } from './quantizer/gpu-quantizer.ts';
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
  const codebook = await readCodebook(pack, runtime);
  const context: Context = { pack, choice, runtime, gpu, codebook, remarks };
  const { quantizer, measureLater } = await chooseQuantizer(context);
  const encoder = await chooseNetwork(context, 'encoder', (backend) =>
    openEncoder(context, backend, quantizer.backend === 'webgpu' ? 'gpu-buffer' : 'cpu'),
  );
  const { decoder } = await chooseNetwork(context, 'decoder', (backend) => openDecoder(context, backend));
  return {
    tokenizer: new Tokenizer({
      manifest: pack.manifest,
      level: pack.level,
      runtime,
      encoder: encoder.session,
      decoder,
      latentDecoder: new LatentDecoder(pack, runtime, decoder.backend),
      quantizer,
      codebook,
    }),
    inUse: {
      encoder: encoder.backend,
      quantizer: quantizer.backend,
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
  readonly codebook: Codebook;
  readonly remarks: string[];
}

/** Runs codebook.onnx once on 0..K−1: every other user of the codebook reads this one matrix. */
async function readCodebook({ level, codebook }: LoadedPack, runtime: OnnxRuntime): Promise<Codebook> {
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

interface ChosenQuantizer extends Pick<OpenedTokenizer, 'measureLater'> {
  readonly quantizer: Quantizer;
}

async function chooseQuantizer({ pack, choice, gpu, codebook, runtime, remarks }: Context): Promise<ChosenQuantizer> {
  const onCpu = new CpuQuantizer(codebook);
  const chosen = (quantizer: Quantizer): ChosenQuantizer => ({ quantizer, measureLater: null });
  if (choice.quantizer === 'cpu' || !gpu) return chosen(onCpu);
  const key: VerdictKey = {
    stage: 'quantizer',
    adapter: gpu.adapter.name,
    pack: pack.manifest.id,
    threads: runtime.threads,
  };
  const count = 1024;
  const data = noise(count * codebook.dim);
  const contender = (quantizer: Quantizer): Contender<'webgpu' | 'cpu'> => ({
    backend: quantizer.backend,
    run: async () => (await quantizer.nearest({ location: 'cpu', data }, count)).distances,
  });
  // A software GPU takes a second to be measured and gains little: this visit begins without.
  if (choice.quantizer === 'auto' && gpu.adapter.software && !(await recallVerdict(key))) {
    const measureLater: MeasureLater = async (turn) => {
      const onGpu = await turn(() => GpuQuantizer.create(gpu, codebook));
      const inTurns = ({ backend, run }: Contender<'webgpu' | 'cpu'>) => ({ backend, run: () => turn(run) });
      try {
        await rememberedVerdict(key, () => probe(inTurns(contender(onCpu)), inTurns(contender(onGpu))));
      } finally {
        onGpu.dispose();
      }
    };
    return { quantizer: onCpu, measureLater };
  }
  const onGpu = await GpuQuantizer.create(gpu, codebook).catch((error: unknown) => {
    remarks.push(`Our kernels do not run on this adapter (${error instanceof Error ? error.message : error}).`);
    return null;
  });
  if (!onGpu) return chosen(onCpu);
  if (choice.quantizer === 'webgpu') return chosen(onGpu);
  const verdict = await rememberedVerdict(key, () => probe(contender(onCpu), contender(onGpu)));
  if (verdict.mistrusted) remarks.push('This adapter computes wrong distances, so the quantizer runs on the CPU.');
  if (verdict.backend === 'webgpu') return chosen(onGpu);
  onGpu.dispose();
  return chosen(onCpu);
}

/** A network on one backend, and what a probe runs of it. */
interface Candidate extends Contender<NetworkBackend> {
  dispose(): Promise<void>;
}

interface EncoderCandidate extends Candidate {
  readonly session: InferenceSession;
}

async function openEncoder(
  { pack, runtime }: Context,
  backend: NetworkBackend,
  output: 'cpu' | 'gpu-buffer',
): Promise<EncoderCandidate> {
  const session = await runtime.createSession(pack.encoder, backend, backend === 'webgpu' ? output : 'cpu');
  const { downsample, encoder } = pack.level;
  return {
    backend,
    session,
    run: async () => {
      const side = probeTokens * downsample;
      const image = runtime.float32(noise(3 * side * side), [1, 3, side, side]);
      const result = await runOne(session, encoder.inputs[0]!, image, encoder.output);
      try {
        return ((await result.getData()) as Float32Array).slice();
      } finally {
        result.dispose();
      }
    },
    dispose: () => session.release(),
  };
}

interface DecoderCandidate extends Candidate {
  readonly decoder: PictureDecoder;
}

/** On the CPU with our own kernels where they know all of its layers: they compute only what changes. */
async function openDecoder(
  { pack, runtime, gpu, codebook }: Context,
  backend: NetworkBackend,
): Promise<DecoderCandidate> {
  const { manifest, level, decoder: model } = pack;
  const own = backend === 'wasm' ? IncrementalDecoder.create(model, codebook, level.downsample) : null;
  let decoder: PictureDecoder;
  if (own) {
    decoder = new SiteDecoder(own);
  } else {
    const session = await runtime.createSession(model, backend);
    const lookUp = gpu && backend === 'webgpu' ? await LookUp.create(gpu, codebook.vectors, codebook) : null;
    decoder = new OnnxDecoder({ manifest, level, runtime, session, backend, codebook, lookUp });
  }
  const side = 2 * probeTokens;
  const tokens = Int32Array.from(noise(side * side), (number) => Math.floor(((number + 1) / 2) * codebook.size));
  const middle = (side * side + side) >> 1;
  return {
    backend,
    decoder,
    // One token edited: what a decoder is mostly asked for. Each run takes another code than the one before.
    run: async () => {
      tokens[middle] = (tokens[middle]! + 1) % codebook.size;
      const [decode] = decoder.plan({ width: side, height: side, tokens }, [middle]);
      return Float32Array.from((await decode!()).patch.image.data);
    },
    dispose: () => decoder.dispose(),
  };
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
