// A page that is refused workers, as in a sandboxed frame, looks into files itself. (Node has no Worker either.)
import { expect, test } from 'vitest';
import { ShareFormatError } from '../../core/share/shared-grid.ts';
import { encodeTokensJson } from '../../core/share/tokens-json.ts';
import { createGrid } from '../../core/token-grid.ts';
import { readPixels, readTokens, writePng } from './photo-client.ts';

const shared = {
  packId: 'a-pack',
  packVersion: 1,
  levels: [{ codebookSize: 8, grid: createGrid({ width: 2, height: 2 }, 5) }],
  name: 'Picture',
};

test('tokens and pictures are read and written without a worker', async () => {
  const { shared: read } = await readTokens(new Blob([encodeTokensJson(shared)]), 'json');
  expect(read?.levels).toEqual(shared.levels);
  const image = { width: 2, height: 2, data: new Uint8ClampedArray(16).fill(255) };
  const png = await writePng(image, shared);
  expect((await readPixels(png)).data).toEqual(image.data);
  expect((await readTokens(png, 'png')).shared?.levels).toEqual(shared.levels);
  await expect(readTokens(new Blob(['{}']), 'json')).rejects.toBeInstanceOf(ShareFormatError);
});
