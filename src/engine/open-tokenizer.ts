// Turns a loaded pack into a tokenizer: asks for a GPU, settles each stage's backend, makes the sessions.
import type { InferenceSession } from 'onnxruntime-web';
import { type Gpu, requestGpu } from '../gpu/device.ts';
import { LookUp } from '../gpu/kernels/look-up/look-up.ts';
import { type Contender, probe } from './backends/probe.ts';
import { rememberedVerdict } from './backends/verdicts.ts';
import type { LoadedPack } from './packs/load-pack.ts';
import type { BackendChoice, BackendInUse, NetworkBackend } from './protocol.ts';
import { CpuQuantizer } from './quantizer/cpu-quantizer.ts';
import { GpuQuantizer } from './quantizer/gpu-quantizer.ts';
import type { Codebook, Quantizer } from './quantizer/quantizer.ts';
import { OnnxRuntime } from './runtime/onnx-runtime.ts';
import { Tokenizer } from './tokenizer.ts';

/** Tokens each way of the picture that probes run on. */
const probeTokens = 12;

type Network = 'encoder' | 'decoder';

export interface OpenedTokenizer {
  readonly tokenizer: Tokenizer;
  readonly runtime: OnnxRuntime;
  readonly inUse: BackendInUse;
  readonly gpu: Gpu | null;
}

export async function openTokenizer(pack: LoadedPack, choice: BackendChoice): Promise<OpenedTokenizer> {
  const remarks: string[] = [];
  const gpu = await openGpu(choice, remarks);
  const hardware = gpu !== null && !gpu.adapter.software;
  const networksMayUseGpu = (['encoder', 'decoder'] as const).some(
    (stage) => choice[stage] === 'webgpu' || (choice[stage] === 'auto' && hardware),
  );
  const runtime = await OnnxRuntime.load(gpu && networksMayUseGpu ? gpu.device : null);
  const codebook = await readCodebook(pack, runtime);
  const context: Context = { pack, choice, runtime, gpu, codebook, remarks };
  const quantizer = await chooseQuantizer(context);
  const encoder = await chooseNetwork(context, 'encoder', quantizer.backend === 'webgpu' ? 'gpu-buffer' : 'cpu');
  const decoder = await chooseNetwork(context, 'decoder', 'cpu');
  const lookUp = gpu && decoder.backend === 'webgpu' ? await LookUp.create(gpu, codebook.vectors, codebook) : null;
  return {
    tokenizer: new Tokenizer({
      manifest: pack.manifest,
      level: pack.level,
      runtime,
      encoder: encoder.session,
      decoder: decoder.session,
      quantizer,
      codebook,
      lookUp,
    }),
    runtime,
    inUse: {
      encoder: encoder.backend,
      quantizer: quantizer.backend,
      decoder: decoder.backend,
      adapter: gpu?.adapter.name ?? null,
      softwareAdapter: gpu?.adapter.software ?? false,
      threads: runtime.threads,
      remark: remarks.length > 0 ? remarks.join(' ') : null,
    },
    gpu,
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

async function openGpu(choice: BackendChoice, remarks: string[]): Promise<Gpu | null> {
  const wishes = Object.values(choice);
  if (!wishes.some((wish) => wish === 'auto' || wish === 'webgpu')) return null;
  const gpu = await requestGpu();
  if (gpu.device) return gpu;
  if (wishes.includes('webgpu')) remarks.push(`WebGPU was asked for, but: ${gpu.reason}`);
  return null;
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

async function chooseQuantizer({ pack, choice, gpu, codebook, runtime, remarks }: Context): Promise<Quantizer> {
  const onCpu = new CpuQuantizer(codebook);
  if (choice.quantizer === 'cpu' || !gpu) return onCpu;
  const onGpu = await GpuQuantizer.create(gpu, codebook).catch((error: unknown) => {
    remarks.push(`Our kernels do not run on this adapter (${error instanceof Error ? error.message : error}).`);
    return null;
  });
  if (!onGpu) return onCpu;
  if (choice.quantizer === 'webgpu') return onGpu;
  const count = 1024;
  const data = noise(count * codebook.dim);
  const contender = (quantizer: Quantizer): Contender<'webgpu' | 'cpu'> => ({
    backend: quantizer.backend,
    run: async () => (await quantizer.nearest({ location: 'cpu', data }, count)).distances,
  });
  const verdict = await rememberedVerdict(
    { stage: 'quantizer', adapter: gpu.adapter.name, pack: pack.manifest.id, threads: runtime.threads },
    () => probe(contender(onCpu), contender(onGpu)),
  );
  if (verdict.mistrusted) remarks.push('This adapter computes wrong distances, so the quantizer runs on the CPU.');
  if (verdict.backend === 'webgpu') return onGpu;
  onGpu.dispose();
  return onCpu;
}

async function chooseNetwork(
  { pack, choice, gpu, runtime, codebook, remarks }: Context,
  stage: Network,
  output: 'cpu' | 'gpu-buffer',
): Promise<{ session: InferenceSession; backend: NetworkBackend }> {
  const model = pack[stage];
  const create = async (backend: NetworkBackend) => ({
    session: await runtime.createSession(model, backend, backend === 'webgpu' ? output : 'cpu'),
    backend,
  });
  const wish = choice[stage];
  if (wish === 'wasm' || !gpu || !runtime.withWebGpu || (wish === 'auto' && gpu.adapter.software)) {
    return create('wasm');
  }
  const onGpu = await create('webgpu').catch((error: unknown) => {
    remarks.push(`The ${stage} does not run on this adapter (${error instanceof Error ? error.message : error}).`);
    return null;
  });
  if (!onGpu) return create('wasm');
  if (wish === 'webgpu') return onGpu;
  const onWasm = await create('wasm');
  const f = pack.level.downsample;
  const [input, dims] =
    stage === 'encoder'
      ? [pack.level.encoder.inputs[0]!, [1, 3, probeTokens * f, probeTokens * f]]
      : [pack.manifest.decoder.inputs[0]!, [1, codebook.dim, probeTokens, probeTokens]];
  const data = noise(dims.reduce((product, side) => product * side, 1));
  const contender = ({ session, backend }: typeof onGpu): Contender<NetworkBackend> => ({
    backend,
    run: async () => {
      const [result] = Object.values(await session.run({ [input]: runtime.float32(data, dims) }));
      try {
        return ((await result!.getData()) as Float32Array).slice();
      } finally {
        result!.dispose();
      }
    },
  });
  const verdict = await rememberedVerdict(
    { stage, adapter: gpu.adapter.name, pack: pack.manifest.id, threads: runtime.threads },
    () => probe(contender(onWasm), contender(onGpu)),
  );
  if (verdict.mistrusted) remarks.push(`This adapter computes a wrong picture, so the ${stage} runs on WebAssembly.`);
  const [chosen, other] = verdict.backend === 'webgpu' ? [onGpu, onWasm] : [onWasm, onGpu];
  await other.session.release();
  return chosen;
}
