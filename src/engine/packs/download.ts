// Fetches a pack's files: counts bytes as they come, checks length and SHA-256, keeps them in Cache Storage for the next visit.
import { answerWithin, helper } from '../../core/answer-within.ts';
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

/** Cache Storage needs a secure context, some private modes refuse it, and a broken disk is silent: the app works without. */
const ask = helper(3000);

function askCache<T>(question: (cache: Cache) => Promise<T>): Promise<T | undefined> {
  return ask(async () => question(await globalThis.caches.open(cacheName)));
}

/** Milliseconds in which something of a file must come, from the disk or over the network. */
const patience = 30_000;

/** The key says what the bytes are, whatever URL they came from. */
function cacheKey(file: PackFile): string {
  return `${globalThis.location?.origin ?? 'https://pack.invalid'}/pack-file/${file.sha256}`;
}

export async function packFileIsKept(file: PackFile): Promise<boolean> {
  return (await askCache((cache) => cache.match(cacheKey(file)))) !== undefined;
}

/** Drops what no pack names any more: files of earlier versions of the app. */
export async function dropOtherPackFiles(named: ReadonlySet<string>): Promise<void> {
  await askCache(async (cache) => {
    for (const request of await cache.keys()) {
      if (!named.has(request.url.slice(request.url.lastIndexOf('/') + 1))) await cache.delete(request);
    }
  });
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
    const { done, value } = await answerWithin(patience, () => reader.read()).catch((error: unknown) => {
      void reader.cancel().catch(() => undefined);
      throw error;
    });
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

async function isWhole(file: PackFile, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const digest = bytes.length === file.bytes ? await sha256(bytes) : '';
  return digest === null || digest === file.sha256;
}

/** What the browser keeps of an earlier visit; null where that is nothing, or cannot be read, or is spoiled. */
async function readKept(file: PackFile): Promise<Uint8Array<ArrayBuffer> | null> {
  const kept = await askCache((cache) => cache.match(cacheKey(file)));
  if (!kept) return null;
  const buffer = await answerWithin(patience, () => kept.arrayBuffer()).catch(() => null);
  const bytes = buffer && new Uint8Array(buffer);
  return bytes && (await isWhole(file, bytes)) ? bytes : null;
}

function notFetched({ file }: PackFile, cause?: unknown): EngineError {
  return new EngineError(
    'download-failed',
    `The model file ${file} could not be fetched.`,
    'Check the connection and try again.',
    { cause },
  );
}

/**
 * @throws EngineError `download-failed` (network, HTTP status), `checksum-mismatch`, `aborted`
 */
export async function downloadPackFile(file: PackFile, url: string, options: DownloadOptions): Promise<Download> {
  const kept = await readKept(file);
  if (kept) {
    options.onBytes(kept.length);
    return { bytes: kept, cached: true };
  }
  const bytes = await fetchWhole(file, url, options)
    // The browser's own cache may be spoiled as well: the host is asked once more, past it.
    .catch((error: unknown) => {
      if (!(error instanceof EngineError && error.kind === 'checksum-mismatch')) throw error;
      return fetchWhole(file, url, options, 'reload');
    })
    .catch((cause: unknown) => {
      if (cause instanceof EngineError) throw cause;
      if (options.signal?.aborted) throw new EngineError('aborted', 'The download was stopped.', '', { cause });
      throw notFetched(file, cause);
    });
  // Nobody waits for it, and a full disk must not cost the person the model that is in memory already.
  const keep = async () => (await globalThis.caches.open(cacheName)).put(cacheKey(file), new Response(bytes));
  void keep().catch(() => undefined);
  return { bytes, cached: false };
}

async function fetchWhole(
  file: PackFile,
  url: string,
  options: DownloadOptions,
  cache: RequestCache = 'default',
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await answerWithin(patience, () =>
    fetch(url, { cache, ...(options.signal && { signal: options.signal }) }),
  );
  if (!response.ok) {
    throw new EngineError(
      'download-failed',
      `The model file ${file.file} could not be fetched (HTTP ${response.status}).`,
      'Reload the page; if it stays, the site was not uploaded whole.',
    );
  }
  const bytes = await readCounted(response, options, file.bytes);
  if (await isWhole(file, bytes)) return bytes;
  throw new EngineError(
    'checksum-mismatch',
    `The model file ${file.file} is not the one its manifest names (SHA-256 differs).`,
    'Reload the page; if it stays, the site was not uploaded whole.',
  );
}
