// Turns a loaded pack into a tokenizer: reads its codebooks, settles each stage's backend, makes the sessions.
import { CodeTables } from './decode/code-tables.ts';
import { LatentDecoder } from './decode/latent-decoder.ts';
import { chooseNetwork, openDecoder, openEncoders } from './opening/choose-networks.ts';
import { type ChosenQuantizers, chooseQuantizers } from './opening/choose-quantizers.ts';
import type { Opening } from './opening/opening.ts';
import type { LoadedPack } from './packs/load-pack.ts';
import type { BackendChoice, BackendInUse } from './protocol.ts';
import type { Codebook } from './quantizer/quantizer.ts';
import { readCodebook } from './read-codebook.ts';
import { type Host, openHost } from './runtime/host.ts';
import { Tokenizer } from './tokenizer.ts';

export interface OpenedTokenizer extends Pick<ChosenQuantizers, 'measureLater'> {
  readonly tokenizer: Tokenizer;
  readonly inUse: BackendInUse;
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
  const { encoders } = await chooseNetwork(opening, 'encoder', (backend) =>
    openEncoders(opening, backend, quantizerBackend === 'webgpu' ? 'gpu-buffer' : 'cpu'),
  );
  const { decoder } = await chooseNetwork(opening, 'decoder', (backend) => openDecoder(opening, backend));
  return {
    tokenizer: new Tokenizer({
      manifest: pack.manifest,
      levels: pack.levels.map(({ level }, i) => ({
        level,
        quantizer: quantizers[i]!,
        codebook: codebooks[i]!,
      })),
      runtime,
      encoders,
      decoder,
      latentDecoder: new LatentDecoder(pack, tables, runtime, decoder.backend),
    }),
    inUse: {
      encoder: encoders.backend,
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
