// The packs that come with the app: Vite gives each file a URL of its own, with its hash in the name.
import type { PackSource } from '../protocol.ts';

const manifests = import.meta.glob<unknown>('/models/packs/*/manifest.json', { eager: true, import: 'default' });
const files = import.meta.glob<string>('/models/packs/*/*.{onnx,png}', {
  eager: true,
  query: '?url',
  import: 'default',
});

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

/** Shipped packs by id. URLs are absolute, so that a worker can use them from any base. */
export const shippedPacks: ReadonlyMap<string, PackSource> = new Map(
  Object.entries(manifests).map(([path, manifest]) => {
    const folder = folderOf(path);
    const urls = Object.fromEntries(
      Object.entries(files)
        .filter(([file]) => folderOf(file) === folder)
        .map(([file, url]) => [file.slice(folder.length + 1), new URL(url, globalThis.location?.href).href]),
    );
    return [folder.slice(folder.lastIndexOf('/') + 1), { manifest, urls }];
  }),
);
