// The packs that come with the app: Vite gives each file a URL of its own, with its hash in the name.
import type { PackSource } from '../protocol.ts';
import { hasCodes, parseManifest } from './manifest.ts';

const manifests = import.meta.glob<unknown>('/models/packs/*/manifest.json', { eager: true, import: 'default' });
const files = import.meta.glob<string>('/models/packs/*/*.{onnx,png}', {
  eager: true,
  query: '?url',
  import: 'default',
});

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** URLs are absolute, so that a worker can use them from any base. */
const packs = Object.entries(manifests).map(([path, manifest]): [string, PackSource] => {
  const folder = folderOf(path);
  const urls = Object.fromEntries(
    Object.entries(files)
      .filter(([file]) => folderOf(file) === folder)
      .map(([file, url]) => [file.slice(folder.length + 1), new URL(url, globalThis.location?.href).href]),
  );
  return [folder.slice(folder.lastIndexOf('/') + 1), { manifest, urls }];
});

/** Those with plain numbers between encoder and decoder: for comparing and explaining, since nothing can be painted on them. */
export const continuousPacks: ReadonlyMap<string, PackSource> = new Map(
  packs.filter(([, { manifest }]) => !hasCodes(parseManifest(manifest))),
);

/** Shipped packs by id: those that write pictures in codes. */
export const shippedPacks: ReadonlyMap<string, PackSource> = new Map(
  packs.filter(([, { manifest }]) => hasCodes(parseManifest(manifest))),
);
