// What a person is told of a pack before it is opened: read from its manifest, and from what the browser keeps.
import type { PackSource } from '../protocol.ts';
import { dropOtherPackFiles, packFileIsKept } from './download.ts';
import { type PackFile, type PackManifest, parseManifest, runnableLevels } from './manifest.ts';

export interface DescribedLevel {
  readonly name: string;
  readonly codebookSize: number;
  /** f: pixels a token, each way. */
  readonly downsample: number;
}

export interface PackDescription {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly family: string;
  readonly description: string;
  /** Coarsest first. */
  readonly levels: readonly DescribedLevel[];
  /** Of the files that `loadPack` fetches. */
  readonly bytes: number;
  readonly priorBytes: number;
}

function sum(files: readonly PackFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

/** The files that it takes to encode, paint and decode. */
export function packFiles(manifest: PackManifest): readonly PackFile[] {
  const ofLevels = runnableLevels(manifest).flatMap(({ encoder, codebook }) => [
    encoder,
    codebook,
    ...(codebook.swatches ? [codebook.swatches] : []),
  ]);
  return [...ofLevels, manifest.decoder];
}

/** @throws EngineError `pack-invalid` */
export function describePack({ manifest: value }: PackSource): PackDescription {
  const manifest = parseManifest(value);
  const { id, version, title, family, description = '', priors } = manifest;
  return {
    id,
    version,
    title,
    family,
    description,
    levels: runnableLevels(manifest).map(({ name, downsample, codebook }) => ({
      name,
      codebookSize: codebook.size,
      downsample,
    })),
    bytes: sum(packFiles(manifest)),
    priorBytes: sum(priors),
  };
}

/** Also of a pack without codes. */
export function packWords({ manifest }: PackSource): Pick<PackDescription, 'id' | 'title' | 'family' | 'description'> {
  const { id, title, family, description = '' } = parseManifest(manifest);
  return { id, title, family, description };
}

/** Whether all files of the pack lie in this browser. */
export async function packIsKept({ manifest }: PackSource): Promise<boolean> {
  const kept = await Promise.all(packFiles(parseManifest(manifest)).map(packFileIsKept));
  return kept.every(Boolean);
}

/** Files of packs that are not among these leave the browser. */
export function keepOnlyFilesOf(sources: Iterable<PackSource>): Promise<void> {
  const hashes = (value: unknown): readonly unknown[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, part]) => (key === 'sha256' ? [part] : hashes(part)))
      : [];
  const named = [...sources].flatMap(({ manifest }) => hashes(manifest));
  return dropOtherPackFiles(new Set(named.map(String)));
}

/** Differs wherever a pack of one id might give other codes or pixels. */
export function packDigest({ manifest }: PackSource): string {
  return packFiles(parseManifest(manifest))
    .map(({ sha256 }) => sha256.slice(0, 8))
    .join('-');
}
