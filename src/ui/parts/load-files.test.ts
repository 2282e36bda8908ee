import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadFiles } from './load-files.ts';

const importer = 'https://host.invalid/assets/app.js';
let answer: () => Promise<Response>;
const fetched = vi.fn((_: string) => answer());

beforeEach(() => {
  fetched.mockClear();
  vi.stubGlobal('fetch', fetched);
  // The page loads one file at once.
  vi.stubGlobal('document', { querySelectorAll: () => [{ href: 'https://host.invalid/assets/shared.js' }] });
});

afterEach(() => void vi.unstubAllGlobals());

it('imports nothing before all files are there, and asks for what failed again', async () => {
  const importPart = vi.fn(async () => 'the part');
  const load = () => loadFiles(importPart, ['./part.js', './shared.js'], importer);
  answer = () => Promise.reject(new TypeError('Failed to fetch'));
  await expect(load()).rejects.toMatchObject({ name: 'FileError', gone: false });
  expect(importPart).not.toHaveBeenCalled();

  answer = async () => new Response('');
  expect(await load()).toBe('the part');
  expect(await load()).toBe('the part');
  expect(fetched.mock.calls.map(([address]) => address)).toEqual(Array(2).fill('https://host.invalid/assets/part.js'));
});

it('says that the site has changed where a file is gone', async () => {
  answer = async () => new Response(null, { status: 404 });
  await expect(loadFiles(async () => null, ['./gone.js'], importer)).rejects.toMatchObject({
    gone: true,
    message: expect.stringMatching(/Reload the page/),
  });
});
