import { pngChunks } from '../../src/core/png/png-container.ts';
import { encodeLink } from '../../src/core/share/link.ts';
import { createGrid } from '../../src/core/token-grid.ts';
import { differing, expect, onlyGrid, test } from './app.ts';

test('PNG and .tokens.json bring the tokens back', async ({ app, page }) => {
  await app.open();
  await app.drag([0.4, 0.4], [0.6, 0.5]);
  const painted = await app.tokens();
  const png = await app.png();
  await page.getByRole('button', { name: 'Samples' }).first().click();
  await page.getByRole('button', { name: /Rocket/ }).click();
  await expect(app.documentName).toContainText('Rocket');

  await app.drop({ name: 'kept.png', type: 'image/png', bytes: [...png] });
  await expect(app.documentName).toContainText('Chelsea the cat');
  expect(differing(painted, await app.tokens())).toBe(0);

  // As services do that take out all text.
  const chunks = [...pngChunks(png)].filter(({ type }) => type !== 'tEXt');
  const stripped = [...png.subarray(0, 8), ...chunks.flatMap(({ start, end }) => [...png.subarray(start, end)])];
  await app.drop({ name: 'Chelsea the cat.png', type: 'image/png', bytes: stripped });
  await expect(app.notice(/no tokens inside/)).toBeVisible();

  await app.choose({
    name: 'kept.tokens.json',
    mimeType: 'application/json',
    buffer: Buffer.from(
      JSON.stringify({
        format: 'tessera-tokens',
        version: 1,
        packId: 'photo-vqvae-f8',
        codebookSize: 4096,
        name: 'Two by four',
        width: 4,
        height: 2,
        rows: [
          [0, 1, 2, 3],
          [4, 5, 6, 4095],
        ],
      }),
    ),
  });
  await expect(app.documentName).toContainText('Two by four');
  expect([...onlyGrid(await app.tokens()).tokens]).toEqual([0, 1, 2, 3, 4, 5, 6, 4095]);
});

test('a link opens what it holds, once; a reload brings back the work', async ({ app, page }) => {
  const grid = createGrid({ width: 16, height: 16 }, 1234);
  await app.open(
    `/#${encodeLink({ packId: 'photo-vqvae-f8', levels: [{ codebookSize: 4096, grid }], name: 'From a friend' })}`,
  );
  await expect(app.documentName).toContainText('From a friend');
  expect(differing(await app.tokens(), { levels: [{ codebookSize: 4096, grid }] })).toBe(0);
  expect(new URL(page.url()).hash).toBe('');
  await page.waitForTimeout(1500);
  await page.reload();
  await app.ready();
  await expect(app.documentName).toContainText('From a friend');
});

test('a damaged link and one for another pack say so, and the page works', async ({ app, page }) => {
  const link = encodeLink({
    packId: 'photo-vqvae-f8',
    levels: [{ codebookSize: 4096, grid: createGrid({ width: 16, height: 16 }, 7) }],
  });
  await app.open(`/#${link.slice(0, -20)}`);
  await expect(app.notice('This link could not be opened')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  await page.evaluate(
    (fragment) => {
      location.hash = fragment;
    },
    encodeLink({
      packId: 'another-pack',
      levels: [{ codebookSize: 512, grid: createGrid({ width: 4, height: 4 }, 7) }],
    }),
  );
  await expect(app.notice(/another-pack/)).toBeVisible();
  await expect(app.documentName).toContainText('Chelsea the cat');
});
