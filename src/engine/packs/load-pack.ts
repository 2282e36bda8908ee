// Brings a pack's files into memory, and tells the page how far that is.
import { keptUnlessItFails } from '../../core/kept.ts';
import { decodePng } from '../../core/png/decode-png.ts';
import { EngineError } from '../engine-error.ts';
import type { EngineEvent, FileProgress, PackSource } from '../protocol.ts';
import { packFiles } from './catalogue.ts';
import { downloadPackFile } from './download.ts';
import { type PackFile, type PackLevel, type PackManifest, parseManifest, runnableLevels } from './manifest.ts';

export interface LoadedLevel {
  readonly level: PackLevel;
  readonly codebook: Uint8Array;
  /** Comes when it is first asked for: tokens are painted and decoded without it. Asked again, a failure is tried again. */
  readonly encoder: () => Promise<Uint8Array>;
}

/** What it takes to paint. */
export interface LoadedPack {
  readonly manifest: PackManifest;
  /** Coarsest first. */
  readonly levels: readonly LoadedLevel[];
  readonly decoder: Uint8Array;
}

/**
 * @param encoders whether they are waited for as well
 * @throws EngineError `pack-invalid`, `download-failed`, `checksum-mismatch`
 */
export async function loadPack(
  source: PackSource,
  onEvent: (event: EngineEvent) => void,
  encoders: 'now' | 'when-asked' = 'when-asked',
): Promise<LoadedPack> {
  const manifest = parseManifest(source.manifest);
  const later = new Set(encoders === 'now' ? [] : manifest.levels.map(({ encoder }) => encoder.file));
  const progress = new Map<string, FileProgress>(
    packFiles(manifest)
      .filter(({ file }) => !later.has(file))
      .map(({ file, bytes }) => [file, { name: file, loaded: 0, total: bytes }]),
  );
  let cached = true;

  /** The first failure ends the other downloads: nothing is told of them afterwards. */
  const failure = new AbortController();
  const { signal } = failure;

  async function bring(file: PackFile): Promise<Uint8Array<ArrayBuffer>> {
    const url = source.urls[file.file];
    if (!url) throw new EngineError('pack-invalid', `The pack names ${file.file}, but that file is not there.`);
    const download = await downloadPackFile(file, url, {
      signal,
      onBytes: (loaded) => {
        if (signal.aborted || later.has(file.file)) return;
        progress.set(file.file, { name: file.file, loaded, total: file.bytes });
        onEvent({ type: 'progress', progress: { files: [...progress.values()], cached: false } });
      },
    });
    cached &&= download.cached;
    return download.bytes;
  }

  async function bringLevel(level: PackLevel, index: number): Promise<LoadedLevel> {
    const { swatches } = level.codebook;
    const encoder = keptUnlessItFails(() => bring(level.encoder));
    const [codebook] = await Promise.all([
      bring(level.codebook),
      encoders === 'now' && encoder(),
      swatches &&
        bring(swatches).then(async (bytes) =>
          onEvent({ type: 'swatches', level: index, image: await decodePng(bytes) }),
        ),
    ]);
    return { level, codebook, encoder };
  }

  const [decoder, ...levels] = await Promise.all([
    bring(manifest.decoder),
    ...runnableLevels(manifest).map(bringLevel),
  ]).catch((error: unknown) => {
    failure.abort();
    throw error;
  });
  onEvent({ type: 'progress', progress: { files: [...progress.values()], cached } });
  return { manifest, levels, decoder };
}
