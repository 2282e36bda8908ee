import { afterEach, expect, it, vi } from 'vitest';
import { loadPart } from './load-part.ts';

afterEach(() => void vi.unstubAllGlobals());

const fails = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));

it.each([
  ['the host has it: another worker may load it', () => Promise.resolve(new Response()), 'worker-spoiled'],
  ['the host has it no more', () => Promise.resolve(new Response(null, { status: 404 })), 'site-changed'],
  ['the host is out of reach', () => Promise.reject(new TypeError('Failed to fetch')), 'download-failed'],
])('a part of the app that cannot be loaded while %s', async (_, answer, kind) => {
  vi.stubGlobal('fetch', answer);
  const failed = await loadPart(fails, ['https://host.invalid/runtime.wasm']).catch((error: unknown) => error);
  expect(failed).toMatchObject({ kind });
  expect(String(failed)).not.toMatch(/dynamically/);
});

it('a lack of memory is told as one', async () => {
  const outOfMemory = new RangeError('WebAssembly.Memory(): could not allocate memory');
  await expect(loadPart(() => Promise.reject(outOfMemory), [])).rejects.toBe(outOfMemory);
});
