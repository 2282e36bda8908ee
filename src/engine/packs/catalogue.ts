// What a person is told of a pack before it is opened: read from its manifest, and from what the browser keeps.
import type { PackSource } from '../protocol.ts';
import { packFileIsKept } from './download.ts';
import { onlyLevel, type PackFile, type PackManifest, parseManifest } from './manifest.ts';

export interface PackDescription {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly description: string;
  readonly codebookSize: number;
  /** Of the files that `loadPack` fetches. */
  readonly bytes: number;
  readonly priorBytes: number;
}

function sum(files: readonly PackFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

/** The files that it takes to encode, paint and decode. */
export function packFiles(manifest: PackManifest): readonly PackFile[] {
  const { encoder, codebook } = onlyLevel(manifest);
  return [encoder, codebook, manifest.decoder, ...(codebook.swatches ? [codebook.swatches] : [])];
}

/** @throws EngineError `pack-invalid` */
export function describePack({ manifest: value }: PackSource): PackDescription {
  const manifest = parseManifest(value);
  const { id, title, family, description = '', priors } = manifest;
  return {
    id,
    title,
    family,
    description,
    codebookSize: onlyLevel(manifest).codebook.size,
    bytes: sum(packFiles(manifest)),
    priorBytes: sum(priors),
  };
}

/** Whether all files of the pack lie in this browser. */
export async function packIsKept({ manifest }: PackSource): Promise<boolean> {
  const kept = await Promise.all(packFiles(parseManifest(manifest)).map(packFileIsKept));
  return kept.every(Boolean);
}

/** Differs wherever a pack of one id might give other codes or pixels. */
export function packVersion({ manifest }: PackSource): string {
  return packFiles(parseManifest(manifest))
    .map(({ sha256 }) => sha256.slice(0, 8))
    .join('-');
}
