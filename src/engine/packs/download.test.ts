import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const content = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
const file = { file: 'model.onnx', bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
const other = `https://pack.invalid/pack-file/${'ab'.repeat(32)}`;
const key = `https://pack.invalid/pack-file/${file.sha256}`;

/** What a browser's Cache does, as far as it is used here. */
class MemoryCache {
  readonly kept = new Map<string, Uint8Array<ArrayBuffer>>();
  match = async (request: string): Promise<Response | undefined> => {
    const bytes = this.kept.get(request);
    return bytes && new Response(bytes);
  };
  put = async (request: string, response: Response) => {
    this.kept.set(request, new Uint8Array(await response.arrayBuffer()));
  };
  keys = async () => [...this.kept.keys()].map((url) => ({ url }));
  delete = async ({ url }: { url: string }) => this.kept.delete(url);
}

let cache: MemoryCache;
let open: () => Promise<MemoryCache>;
let answers: (() => Response | Promise<Response>)[];
const asked = vi.fn();

/** Each test's module has not asked any storage yet. */
async function download() {
  vi.resetModules();
  const module = await import('./download.ts');
  return {
    ...module,
    bring: () => module.downloadPackFile(file, 'https://host.invalid/model.onnx', { onBytes: () => undefined }),
  };
}

beforeEach(() => {
  cache = new MemoryCache();
  open = async () => cache;
  answers = [];
  asked.mockClear();
  vi.stubGlobal('caches', { open: () => open() });
  vi.stubGlobal('fetch', async (_: string, options: RequestInit) => {
    asked(options.cache);
    return (answers.shift() ?? (() => new Response(content)))();
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('kept files', () => {
  it('are read without the network', async () => {
    const { bring } = await download();
    expect((await bring()).cached).toBe(false);
    await vi.waitFor(() => expect(cache.kept.has(key)).toBe(true));
    expect(await bring()).toEqual({ bytes: content, cached: true });
    expect(asked).toHaveBeenCalledOnce();
  });

  it.each([
    ['cannot be looked for', () => (cache.match = () => Promise.reject(new Error('UnknownError')))],
    [
      'cannot be read',
      () => {
        const broken = { arrayBuffer: () => Promise.reject(new TypeError('Failed to fetch')) } as unknown as Response;
        cache.match = async () => broken;
      },
    ],
    ['are spoiled', () => cache.kept.set(key, new Uint8Array(content.length))],
    ['cannot be asked for', () => vi.stubGlobal('caches', undefined)],
  ])('that %s are fetched anew', async (_, spoil) => {
    spoil();
    const { bring } = await download();
    expect(await bring()).toEqual({ bytes: content, cached: false });
  });

  it('are not waited for where the browser never answers', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    open = () => new Promise(() => undefined);
    const { bring } = await download();
    const brought = bring();
    await vi.advanceTimersByTimeAsync(3000);
    expect((await brought).bytes).toEqual(content);
    expect((await bring()).bytes).toEqual(content);
  });

  it('that no pack names any more are dropped', async () => {
    const { bring, dropOtherPackFiles } = await download();
    await bring();
    cache.kept.set(other, content);
    await vi.waitFor(() => expect(cache.kept.size).toBe(2));
    await dropOtherPackFiles(new Set([file.sha256]));
    expect([...cache.kept.keys()]).toEqual([key]);
  });
});

describe('a transfer', () => {
  const broken = (end: (controller: ReadableStreamDefaultController) => void) => () =>
    new Response(
      new ReadableStream({
        start: (controller) => {
          controller.enqueue(content.slice(0, 500));
          end(controller);
        },
      }),
    );

  it('that breaks off is told as one, with advice that helps', async () => {
    answers = [broken((controller) => controller.error(new TypeError('network error')))];
    const { bring } = await download();
    const failed = await bring().catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'download-failed', advice: expect.stringMatching(/connection/) });
    expect(String(failed)).not.toMatch(/network error/);
  });

  it('that stands still is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    answers = [broken(() => undefined)];
    const { bring } = await download();
    const failed = expect(bring()).rejects.toMatchObject({ kind: 'download-failed' });
    await vi.advanceTimersByTimeAsync(60_000);
    await failed;
  });

  it("of other bytes is tried once more, past the browser's cache", async () => {
    answers = [() => new Response(new Uint8Array(content.length))];
    const { bring } = await download();
    expect((await bring()).bytes).toEqual(content);
    expect(asked.mock.calls).toEqual([['default'], ['reload']]);
    await vi.waitFor(() => expect(cache.kept.size).toBe(1));
    cache.kept.clear();
    answers = [() => new Response(content.slice(1)), () => new Response(content.slice(1))];
    await expect(bring()).rejects.toMatchObject({ kind: 'checksum-mismatch' });
  });
});
