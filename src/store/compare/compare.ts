// One photo by several packs and by the browser's own encoders at the same bytes: for the comparison's dialog. It has an
// engine of its own, which ends with it; the picture in work and its engine are left alone.

import type { RgbaImage } from '../../core/image.ts';
import { roundedBytes, roundLatents } from '../../core/latent-rounding.ts';
import { layered } from '../../core/levels.ts';
import { codebookUsage, gridBytes } from '../../core/metrics/codebook-usage.ts';
import { applyChanges, type TokenGrid } from '../../core/token-grid.ts';
import { AutoencoderClient } from '../../engine/autoencoder/autoencoder-client.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { MetricsClient } from '../../engine/metrics/metrics-client.ts';
import type { BackendChoice, PackSource } from '../../engine/protocol.ts';
import { withPack } from '../side-engine.ts';
import { Surface } from '../surfaces.ts';
import { type Codec, codecAtBytes, codecs } from './codec-at-bytes.ts';

interface ComparedFigures {
  readonly bytes: number;
  readonly bitsPerPixel: number;
  readonly psnr: number;
  readonly ssim: number;
}

export type Compared =
  | ({
      readonly kind: 'pack';
      /** Of the choice. */
      readonly id: string;
      readonly packId: string;
      /** Whether its codes were searched by analysis by synthesis, instead of each cell's nearest. */
      readonly searched: boolean;
      readonly title: string;
      readonly image: RgbaImage;
      readonly codesUsed: number;
      readonly codebookSize: number;
      readonly encodeMs: number;
      readonly decodeMs: number;
    } & ComparedFigures)
  | ({
      readonly kind: 'continuous';
      /** Of the choice. */
      readonly id: string;
      readonly title: string;
      readonly image: RgbaImage;
      /** Each number's. */
      readonly bits: number;
      readonly encodeMs: number;
      readonly decodeMs: number;
    } & ComparedFigures)
  | ({
      readonly kind: 'codec';
      readonly codec: Codec;
      readonly image: RgbaImage;
      /** Of each side: below 1 where no quality fitted at the photo's own size. */
      readonly scale: number;
    } & ComparedFigures)
  | { readonly kind: 'no-encoder'; readonly codec: Codec };

/** A pack, by the nearest code of each cell or by codes found to be better. */
interface PackChoice {
  readonly id: string;
  readonly source: PackSource;
  readonly searched: boolean;
}

/** A pack of plain numbers, each rounded to so many bits. */
interface ContinuousChoice {
  readonly id: string;
  readonly source: PackSource;
  readonly bits: number;
}

export interface CompareRequest {
  readonly photo: RgbaImage;
  readonly packs: readonly PackChoice[];
  readonly continuous: readonly ContinuousChoice[];
  /** Of packs that were compared before: the codecs get the most that any pack takes. */
  readonly knownBytes: number;
  readonly backends: BackendChoice;
  /** Hears of each result as it is there. */
  readonly onResult: (result: Compared) => void;
  readonly signal: AbortSignal;
}

/** @throws EngineError where a pack cannot be opened; `aborted` by the signal */
export async function compare(request: CompareRequest): Promise<void> {
  const metrics = new MetricsClient();
  try {
    await compareWith(metrics, request);
  } finally {
    metrics.dispose();
  }
}

async function compareWith(
  metrics: MetricsClient,
  { photo, packs, continuous, knownBytes, backends, onResult, signal }: CompareRequest,
): Promise<void> {
  const pixels = photo.width * photo.height;
  const figures = async (image: RgbaImage, bytes: number): Promise<ComparedFigures> => {
    const { psnr, ssim } = await metrics.compare(photo, image);
    return { bytes, bitsPerPixel: (8 * bytes) / pixels, psnr, ssim };
  };
  let bytes = knownBytes;
  for (const { id, source, searched } of packs) {
    signal.throwIfAborted();
    await withPack(source, backends, signal, async (client, info) => {
      const start = performance.now();
      const { grids: nearest, encoderMs, quantizerMs } = await client.encode(photo, signal);
      const grids = searched ? await withBetterCodes(client, photo, nearest, signal) : nearest;
      const encodeMs = searched ? performance.now() - start : encoderMs + quantizerMs;
      const surface = new Surface();
      surface.clear(photo);
      const { decoderMs } = await client.decode(
        layered(grids, info.levels),
        null,
        (part) => surface.write(part.rect, part.image),
        signal,
      );
      const image = surface.image!;
      const levels = info.levels.map(({ codebookSize }, i) => ({ codebookSize, tokens: grids[i]!.tokens }));
      const size = gridBytes(levels.map(({ codebookSize, tokens }) => ({ cells: tokens.length, codebookSize })));
      bytes = Math.max(bytes, size);
      onResult({
        kind: 'pack',
        id,
        packId: info.id,
        searched,
        title: info.title,
        image,
        codesUsed: levels.reduce((sum, { tokens, codebookSize }) => sum + codebookUsage(tokens, codebookSize).used, 0),
        codebookSize: levels.reduce((sum, { codebookSize }) => sum + codebookSize, 0),
        encodeMs,
        decodeMs: decoderMs,
        ...(await figures(image, size)),
      });
    });
  }
  for (const choice of continuous) {
    signal.throwIfAborted();
    onResult(await roundedBy(choice, photo, figures));
  }
  // Plain numbers take many times the bytes of codes, so they are not what the codecs are given.
  if (bytes === 0) return;
  for (const codec of codecs) {
    signal.throwIfAborted();
    const result = await codecAtBytes(photo, codec, bytes);
    if (result)
      onResult({
        kind: 'codec',
        codec,
        image: result.image,
        scale: result.scale,
        ...(await figures(result.image, result.bytes)),
      });
    else onResult({ kind: 'no-encoder', codec });
  }
}

/** Searched level by level: what a coarser one says comes first. */
async function withBetterCodes(
  client: EngineClient,
  image: RgbaImage,
  nearest: readonly TokenGrid[],
  signal: AbortSignal,
): Promise<readonly TokenGrid[]> {
  const grids = [...nearest];
  for (const level of grids.keys()) {
    await client.searchCodes(
      { image, grids, level, cells: null },
      ({ changes }) => {
        grids[level] = applyChanges(grids[level]!, changes);
      },
      signal,
    );
  }
  return grids;
}

async function roundedBy(
  { id, source, bits }: ContinuousChoice,
  photo: RgbaImage,
  figures: (image: RgbaImage, bytes: number) => Promise<ComparedFigures>,
): Promise<Compared> {
  const client = new AutoencoderClient(source);
  try {
    const { title, dim } = await client.info;
    const start = performance.now();
    const latents = await client.encode(photo);
    const encoded = performance.now();
    const image = await client.decode({ ...latents, values: roundLatents(latents.values, dim, bits) });
    const decodeMs = performance.now() - encoded;
    const bytes = roundedBytes(latents.values.length, dim, bits);
    return {
      kind: 'continuous',
      id,
      title,
      image,
      bits,
      encodeMs: encoded - start,
      decodeMs,
      ...(await figures(image, bytes)),
    };
  } finally {
    client.dispose();
  }
}
