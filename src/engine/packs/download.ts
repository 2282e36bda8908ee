// Fetches a pack's files: counts bytes as they come, checks length and SHA-256, keeps them in Cache Storage for the next visit.
import { EngineError } from '../engine-error.ts';
import type { PackFile } from './manifest.ts';

const cacheName = 'tessera-packs-1';

export interface DownloadOptions {
  /** Called with the bytes so far, cached or not. */
  readonly onBytes: (loaded: number) => void;
  readonly signal?: AbortSignal;
}

export interface Download {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly cached: boolean;
}

/** Cache Storage needs a secure context, and some private modes refuse it: the app works without. */
async function openCache(): Promise<Cache | null> {
  try {
    return await globalThis.caches.open(cacheName);
  } catch {
    return null;
  }
}

/** The key says what the bytes are, whatever URL they came from. */
function cacheKey(file: PackFile): string {
  return `${globalThis.location?.origin ?? 'https://pack.invalid'}/pack-file/${file.sha256}`;
}

export async function packFileIsKept(file: PackFile): Promise<boolean> {
  const cache = await openCache();
  return (await cache?.match(cacheKey(file))) !== undefined;
}

async function readCounted(
  response: Response,
  options: DownloadOptions,
  expected: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(expected);
  let loaded = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    if (loaded + value.length > expected) {
      await reader.cancel();
      loaded += value.length;
      break;
    }
    bytes.set(value, loaded);
    loaded += value.length;
    options.onBytes(loaded);
  }
  if (loaded !== expected) {
    throw new EngineError(
      'checksum-mismatch',
      `A model file has another length than its manifest says (${loaded} of ${expected} bytes).`,
      'Reload the page; if it stays, the site was not uploaded whole.',
    );
  }
  return bytes;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * @throws EngineError `download-failed` (network, HTTP status), `checksum-mismatch`
 */
export async function downloadPackFile(file: PackFile, url: string, options: DownloadOptions): Promise<Download> {
  const cache = await openCache();
  const kept = await cache?.match(cacheKey(file));
  if (kept) {
    const bytes = new Uint8Array(await kept.arrayBuffer());
    if (bytes.length === file.bytes) {
      options.onBytes(bytes.length);
      return { bytes, cached: true };
    }
  }
  let response: Response;
  try {
    response = await fetch(url, options.signal ? { signal: options.signal } : {});
  } catch (cause) {
    if (options.signal?.aborted) throw new EngineError('aborted', 'The download was stopped.', '', { cause });
    throw new EngineError(
      'download-failed',
      `The model file ${file.file} could not be fetched.`,
      'Check the connection and try again.',
      { cause },
    );
  }
  if (!response.ok) {
    throw new EngineError(
      'download-failed',
      `The model file ${file.file} could not be fetched (HTTP ${response.status}).`,
      'Reload the page; if it stays, the site was not uploaded whole.',
    );
  }
  const bytes = await readCounted(response, options, file.bytes);
  const digest = await sha256(bytes);
  if (digest !== null && digest !== file.sha256) {
    throw new EngineError(
      'checksum-mismatch',
      `The model file ${file.file} is not the one its manifest names (SHA-256 differs).`,
      'Reload the page; if it stays, the site was not uploaded whole.',
    );
  }
  // A full disk must not cost the person the model that is in memory already.
  await cache?.put(cacheKey(file), new Response(bytes)).catch(() => undefined);
  return { bytes, cached: false };
}
