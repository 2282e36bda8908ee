// Turns a loaded pack into a tokenizer: reads its codebooks, settles each stage's backend, makes the sessions. What one can
// paint without comes later.
import { CodeTables } from './decode/code-tables.ts';
import { LatentDecoder } from './decode/latent-decoder.ts';
import { chooseNetwork, isMeasured, openDecoder, openEncoders } from './opening/choose-networks.ts';
import { type ChosenQuantizers, chooseQuantizers } from './opening/choose-quantizers.ts';
import type { Opening, Turn } from './opening/opening.ts';
import type { LoadedPack } from './packs/load-pack.ts';
import type { BackendChoice, BackendInUse } from './protocol.ts';
import type { Codebook } from './quantizer/quantizer.ts';
import { readCodebook } from './read-codebook.ts';
import { type Host, openHost } from './runtime/host.ts';
import { Tokenizer } from './tokenizer.ts';

export interface OpenedTokenizer extends Pick<ChosenQuantizers, 'measureLater'> {
  /** Decodes; once its encoders are open it encodes, too. */
  readonly tokenizer: Tokenizer;
  /** What runs where by now. */
  readonly inUse: () => BackendInUse;
  /** Fetches what encoders need, settles their backend and makes their sessions. */
  readonly openEncoders: (turn: Turn) => Promise<void>;
  /** Moves the decoder from our own kernels to a GPU that is measured to be faster; null where its backend is settled. */
  readonly moveDecoder: ((turn: Turn) => Promise<void>) | null;
}

/** @param host what the worker's packs share; a new one by default */
export async function openTokenizer(pack: LoadedPack, choice: BackendChoice, host?: Host): Promise<OpenedTokenizer> {
  const { gpu, runtime, remarks: known } = host ?? (await openHost(choice));
  const remarks = [...known];
  const codebooks: Codebook[] = [];
  for (const level of pack.levels) codebooks.push(await readCodebook(level, runtime));
  const tables = new CodeTables(
    codebooks.map((codebook, i) => ({ codebook, downsample: pack.levels[i]!.level.downsample })),
  );
  const opening: Opening = { pack, choice, runtime, gpu, codebooks, tables, remarks };
  const { quantizers, measureLater } = await chooseQuantizers(opening);
  const quantizerBackend = quantizers[0]!.backend;
  const chooseDecoder = (turn?: Turn) =>
    chooseNetwork(opening, 'decoder', (backend) => openDecoder(opening, backend), turn);
  const onCpu = isMeasured(opening, 'decoder') ? await openDecoder(opening, 'wasm') : null;
  const startsOnCpu = onCpu?.decoder.kernels === 'own';
  if (!startsOnCpu) await onCpu?.dispose();
  const { decoder } = startsOnCpu ? onCpu : await chooseDecoder();
  const tokenizer: Tokenizer = new Tokenizer({
    manifest: pack.manifest,
    levels: pack.levels.map(({ level }, i) => ({
      level,
      quantizer: quantizers[i]!,
      codebook: codebooks[i]!,
    })),
    runtime,
    decoder,
    latentDecoder: new LatentDecoder(pack, tables, runtime, () => tokenizer.decoder.backend),
  });
  return {
    tokenizer,
    inUse: () => ({
      encoder: tokenizer.encoders?.backend ?? 'wasm',
      quantizer: quantizerBackend,
      decoder: tokenizer.decoder.backend,
      decoderKernels: tokenizer.decoder.kernels,
      adapter: gpu?.adapter.name ?? null,
      softwareAdapter: gpu?.adapter.software ?? false,
      threads: runtime.threads,
      remark: remarks.length > 0 ? remarks.join(' ') : null,
    }),
    openEncoders: async (turn) => {
      await Promise.all([runtime.begin(), ...pack.levels.map(({ encoder }) => encoder())]);
      const output = quantizerBackend === 'webgpu' ? 'gpu-buffer' : 'cpu';
      tokenizer.encoders = await chooseNetwork(
        opening,
        'encoder',
        (backend) => openEncoders(opening, backend, output),
        turn,
      );
    },
    moveDecoder: startsOnCpu
      ? async (turn) => {
          const chosen = await chooseDecoder(turn);
          // The one on the CPU has nothing to dispose of, and may be at work on the next part of a picture.
          if (chosen.backend === 'webgpu') tokenizer.decoder = chosen.decoder;
          else await turn(() => chosen.dispose());
        }
      : null,
    measureLater,
  };
}
