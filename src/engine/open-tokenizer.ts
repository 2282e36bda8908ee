// Turns a loaded pack into a tokenizer: reads its codebooks, settles each stage's backend, makes the sessions.
import { CodeTables } from './decode/code-tables.ts';
import { LatentDecoder } from './decode/latent-decoder.ts';
import { chooseNetwork, openDecoder, openEncoders } from './opening/choose-networks.ts';
import { type ChosenQuantizers, chooseQuantizers } from './opening/choose-quantizers.ts';
import type { Opening } from './opening/opening.ts';
import type { LoadedLevel, LoadedPack } from './packs/load-pack.ts';
import type { BackendChoice, BackendInUse } from './protocol.ts';
import type { Codebook } from './quantizer/quantizer.ts';
import { type Host, openHost } from './runtime/host.ts';
import type { OnnxRuntime } from './runtime/onnx-runtime.ts';
import { Tokenizer } from './tokenizer.ts';

export interface OpenedTokenizer extends Pick<ChosenQuantizers, 'measureLater'> {
  readonly tokenizer: Tokenizer;
  readonly inUse: BackendInUse;
}

/** @param host what the worker's packs share; a new one by default */
export async function openTokenizer(pack: LoadedPack, choice: BackendChoice, host?: Host): Promise<OpenedTokenizer> {
  const { gpu, runtime, remarks: known } = host ?? (await openHost(choice));
  const remarks = [...known];
  const codebooks = await readCodebooks(pack, runtime);
  const tables = new CodeTables(
    codebooks.map((codebook, i) => ({ codebook, downsample: pack.levels[i]!.level.downsample })),
  );
  const opening: Opening = { pack, choice, runtime, gpu, codebooks, tables, remarks };
  const { quantizers, measureLater } = await chooseQuantizers(opening);
  const quantizerBackend = quantizers[0]!.backend;
  const encoder = await chooseNetwork(opening, 'encoder', (backend) =>
    openEncoders(opening, backend, quantizerBackend === 'webgpu' ? 'gpu-buffer' : 'cpu'),
  );
  const { decoder } = await chooseNetwork(opening, 'decoder', (backend) => openDecoder(opening, backend));
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
