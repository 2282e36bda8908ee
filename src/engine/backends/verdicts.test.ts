// What was measured is remembered where the browser keeps anything, and measured again where it does not.
import 'fake-indexeddb/auto';
import { createStore, entries, set } from 'idb-keyval';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Verdict } from './probe.ts';
import { recallVerdict, rememberedVerdict, type VerdictKey } from './verdicts.ts';

const key = (pack: string): VerdictKey => ({ stage: 'decoder', adapter: 'an adapter', pack, threads: 4 });
const measured: Verdict<'webgpu' | 'wasm'> = { backend: 'webgpu', mistrusted: false };

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test('a verdict is remembered', async () => {
  expect(await recallVerdict(key('a'))).toBeNull();
  expect(await rememberedVerdict(key('a'), async () => measured)).toEqual(measured);
  const measureAgain = vi.fn(async () => measured);
  expect(await rememberedVerdict(key('a'), measureAgain)).toEqual(measured);
  expect(await recallVerdict(key('a'))).toEqual(measured);
  expect(measureAgain).not.toHaveBeenCalled();
});

test('another version of the browser measures anew, and what was kept of the one before goes', async () => {
  const store = createStore('tessera-verdicts', 'verdicts');
  vi.stubGlobal('navigator', { userAgent: 'Browser/145' });
  const measure = vi.fn(async () => measured);
  expect(await rememberedVerdict(key('a'), measure)).toEqual(measured);
  expect(measure).toHaveBeenCalledOnce();
  await vi.waitFor(async () => {
    const names = (await entries<string, unknown>(store)).map(([name]) => name);
    expect(names).toEqual([expect.stringContaining('Browser/145')]);
  });
  vi.unstubAllGlobals();
  await rememberedVerdict(key('a'), measure);
  expect(measure).toHaveBeenCalledTimes(2);
});

test('what is no verdict is measured anew', async () => {
  const store = createStore('tessera-verdicts', 'verdicts');
  for (const kept of [null, 'webgpu', {}, { backend: 'abacus', mistrusted: false }, { backend: 'wasm' }]) {
    const [[name] = []] = (await entries<string, unknown>(store)).filter(([name]) => name.includes('|a|'));
    await set(name!.replace('|a|', '|b|'), kept, store);
    expect(await recallVerdict(key('b'))).toBeNull();
  }
  expect(await rememberedVerdict(key('b'), async () => measured)).toEqual(measured);
  expect(await recallVerdict(key('b'))).toEqual(measured);
});

describe('storage costs a measurement and no more where it', () => {
  const refusals = {
    'refuses at once': () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
    'refuses later': () => {
      const request = {} as IDBOpenDBRequest;
      queueMicrotask(() => request.onerror?.(new Event('error')));
      return request;
    },
    'never answers': () => ({}) as IDBOpenDBRequest,
  };
  test.each(Object.entries(refusals))('%s', async (_, open) => {
    vi.resetModules();
    vi.useFakeTimers();
    vi.spyOn(indexedDB, 'open').mockImplementation(open);
    const fresh = await import('./verdicts.ts');
    const verdict = fresh.rememberedVerdict(key('c'), async () => measured);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await verdict).toEqual(measured);
    // What has been silent once is not waited for again.
    expect(await fresh.rememberedVerdict(key('d'), async () => measured)).toEqual(measured);
  });
});
