// Packs: picked in the page, each with its own edits and steps; whatever is written in another pack's codes opens with it.
import { AxeBuilder } from '@axe-core/playwright';
import { encodeLink } from '../../src/core/share/link.ts';
import { encodeTokensJson } from '../../src/core/share/tokens-json.ts';
import { createGrid } from '../../src/core/token-grid.ts';
import { type App, differing, expect, test } from './app.ts';

const vqvae = { id: 'photo-vqvae-f8', title: /^Photo VQ-VAE f8/ };
const vqgan = { id: 'photo-vqgan-f8', title: /^Photo VQ-GAN f8/ };

async function pick(app: App, { title }: { title: RegExp }): Promise<void> {
  await app.page.getByRole('button', { name: /^Model pack/ }).click();
  await app.page.getByRole('radio', { name: title }).click();
  await expect(app.page.getByRole('radio', { name: title })).toBeChecked();
  await app.page.keyboard.press('Escape');
  await app.ready();
}

test('a press shows the photo by another pack; edits and their steps stay with their pack', async ({ app, page }) => {
  await app.open(`/?pack=${vqvae.id}`);
  await app.drag([0.4, 0.4], [0.6, 0.4]);
  const painted = await app.tokens();
  expect(painted.packId).toBe(vqvae.id);

  await pick(app, vqgan);
  await expect.poll(async () => (await app.tokens()).packId).toBe(vqgan.id);
  const other = await app.tokens();
  const sides = (picture: typeof painted) => picture.levels.map(({ grid: { width, height } }) => [width, height]);
  expect(sides(other)).toEqual(sides(painted));
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await app.drag([0.3, 0.6], [0.5, 0.6]);
  const otherPainted = await app.tokens();
  expect(differing(other, otherPainted)).toBeGreaterThan(2);

  await pick(app, vqvae);
  await expect.poll(async () => (await app.tokens()).packId).toBe(vqvae.id);
  expect(differing(painted, await app.tokens())).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(differing(painted, await app.tokens())).toBeGreaterThan(2);
  await page.getByRole('button', { name: 'Redo' }).click();

  // Both are kept for the next visit, which opens the pack used last.
  await page.waitForTimeout(1500);
  await page.reload();
  await app.ready();
  expect(differing(painted, await app.tokens())).toBe(0);
  await pick(app, vqgan);
  await expect.poll(async () => (await app.tokens()).packId).toBe(vqgan.id);
  expect(differing(otherPainted, await app.tokens())).toBe(0);
});

test('the list tells what a pack is, its size, and whether it is here already; axe finds no fault', async ({
  app,
  page,
}) => {
  await app.open(`/?pack=${vqvae.id}`);
  await page.getByRole('button', { name: /^Model pack/ }).click();
  await expect(page.getByRole('radio', { name: vqvae.title })).toContainText(/Downloaded · \d\.\d+ MB/);
  await expect(page.getByRole('radio', { name: vqgan.title })).toContainText(/4\.\d+ MB to download/);
  await expect(page.getByRole('radio', { name: vqgan.title })).toContainText('partly invented');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  await page.getByRole('radio', { name: vqgan.title }).click();
  await expect(page.getByRole('radio', { name: vqgan.title })).toContainText(/Downloaded · 4\.\d+ MB/);
});

test('the picture is the same as after a whole decode by the pack it is shown by', async ({ app, page }) => {
  await app.open(`/?pack=${vqvae.id}`);
  await pick(app, vqgan);
  await expect.poll(async () => (await app.tokens()).packId).toBe(vqgan.id);
  const shown = await app.png();
  await page.waitForTimeout(1500);
  await page.reload();
  await app.ready();
  expect(await app.largestDifference(shown, await app.png())).toBe(0);
});

test('link, PNG and .tokens.json of another pack open with that pack, and say so', async ({ app, page }) => {
  await app.open(`/?pack=${vqvae.id}`);
  await app.drag([0.4, 0.4], [0.6, 0.5]);
  const painted = await app.tokens();
  const png = await app.png();
  const grid = createGrid({ width: 16, height: 16 }, 77);
  const shared = { packId: vqgan.id, levels: [{ codebookSize: 4096, grid }], name: 'From a friend' };

  await page.evaluate((fragment) => {
    location.hash = fragment;
  }, encodeLink(shared));
  await expect(app.documentName).toContainText('From a friend');
  await expect(app.notice(/Now with Photo VQ-GAN/)).toBeVisible();
  expect((await app.tokens()).packId).toBe(vqgan.id);

  await app.drop({ name: 'kept.png', type: 'image/png', bytes: [...png] });
  await expect(app.documentName).toContainText('Chelsea the cat');
  await expect.poll(async () => differing(painted, await app.tokens())).toBe(0);
  expect((await app.tokens()).packId).toBe(vqvae.id);

  const json = {
    name: 'kept.tokens.json',
    mimeType: 'application/json',
    buffer: Buffer.from(encodeTokensJson(shared)),
  };
  await app.choose(json);
  await expect(app.documentName).toContainText('From a friend');
  expect((await app.tokens()).packId).toBe(vqgan.id);
  // The shelf goes back to what was open, and to its pack.
  await app.documentName.click();
  await page
    .getByRole('button', { name: /^Chelsea the cat/ })
    .last()
    .click();
  await expect.poll(async () => (await app.tokens()).packId).toBe(vqvae.id);
});

test('a link opened in a fresh page starts the pack that it names', async ({ app, page }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    if (/encoder.*\.onnx$/.test(request.url())) asked.push(request.url());
  });
  const grid = createGrid({ width: 16, height: 16 }, 77);
  for (const { id } of [vqvae, vqgan]) {
    await page.goto('about:blank');
    await app.open(`/#${encodeLink({ packId: id, levels: [{ codebookSize: 4096, grid }], name: id })}`);
    await expect(app.documentName).toContainText(id);
    expect((await app.tokens()).packId).toBe(id);
  }
  expect(asked).toHaveLength(2);
});

test('a pack that cannot be fetched changes nothing', async ({ app, page }) => {
  await app.open(`/?pack=${vqvae.id}`);
  const before = await app.tokens();
  await page.route('**/*.onnx', (route) => route.fulfill({ status: 503, body: 'away' }));
  await page.getByRole('button', { name: /^Model pack/ }).click();
  await page.getByRole('radio', { name: vqgan.title }).click();
  await expect(app.notice(/could not be opened/)).toBeVisible();
  await expect(page.getByRole('radio', { name: vqvae.title })).toBeChecked();
  await page.keyboard.press('Escape');
  await app.ready();
  expect(await app.tokens()).toEqual(before);
  await app.drag([0.4, 0.4], [0.6, 0.5]);
  expect(differing(before, await app.tokens())).toBeGreaterThan(2);
  app.complaints.length = 0;
});
