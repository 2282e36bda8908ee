// A pack of two levels: both grids shown, painted, undone as one history, kept and shared; one level's say alone.
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import type { SharedPicture } from '../../src/core/share/shared-grid.ts';
import { changedCells } from '../../src/core/token-grid.ts';
import { type App, differing, expect, test } from './app.ts';

const pack = 'photo-vqvae2';
const names = ['Top', 'Bottom'] as const;

function level(page: Page, name: (typeof names)[number]): Locator {
  return page.getByRole('radio', { name: new RegExp(`^${name}, `) });
}

async function openPack(app: App): Promise<void> {
  await app.open(`/?pack=${pack}`);
  await expect.poll(async () => (await app.tokens()).packId).toBe(pack);
}

/** Cells that differ, of each level. */
function changes(before: SharedPicture, after: SharedPicture): number[] {
  return before.levels.map(({ grid }, i) => changedCells(grid, after.levels[i]!.grid).length);
}

test('the picker opens it on the photo: both grids are there, over one picture; axe finds no fault', async ({
  app,
  page,
}) => {
  await app.open();
  await expect(page.getByRole('toolbar', { name: 'Levels' })).toHaveCount(0);
  await page.getByRole('button', { name: /^Model pack/ }).click();
  await page.getByRole('radio', { name: /^Photo VQ-VAE-2/ }).click();
  await page.keyboard.press('Escape');
  await app.ready();
  await expect(level(page, 'Top')).toBeChecked();
  const { levels } = await app.tokens();
  const [top, bottom] = levels.map(({ grid }) => grid);
  expect([bottom!.width, bottom!.height]).toEqual([48, 32]);
  expect([top!.width, top!.height]).toEqual([24, 16]);
  await expect(app.mosaic).toHaveAccessibleName(/24 columns, 16 rows/);
  await expect(page.getByRole('contentinfo')).toContainText('24 × 16 + 48 × 32 tokens');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('each level is painted for itself; undo and redo go through both; the picture is that of a whole decode', async ({
  app,
  page,
}) => {
  await openPack(app);
  const opened = await app.tokens();
  await app.drag([0.4, 0.4], [0.6, 0.4]);
  const top = await app.tokens();
  expect(changes(opened, top)).toEqual([expect.any(Number), 0]);
  expect(changes(opened, top)[0]).toBeGreaterThan(2);

  // By its key, and with another codebook: its swatches and its hand.
  await page.keyboard.press('v');
  await expect(level(page, 'Bottom')).toBeChecked();
  await expect(app.mosaic).toHaveAccessibleName(/48 columns, 32 rows/);
  await app.drag([0.3, 0.6], [0.6, 0.6]);
  const both = await app.tokens();
  expect(changes(top, both)[0]).toBe(0);
  expect(changes(top, both)[1]).toBeGreaterThan(5);
  const painted = await app.png();

  const undo = page.getByRole('button', { name: 'Undo' });
  await undo.click();
  expect(changes(top, await app.tokens())).toEqual([0, 0]);
  await undo.click();
  await expect(level(page, 'Top')).toBeChecked();
  expect(changes(opened, await app.tokens())).toEqual([0, 0]);
  await expect(undo).toBeDisabled();
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(level(page, 'Top')).toBeChecked();
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(level(page, 'Bottom')).toBeChecked();
  expect(changes(both, await app.tokens())).toEqual([0, 0]);

  // Kept: grids, and the level in hand. The picture is decoded anew, as a whole.
  await page.waitForTimeout(1500);
  await page.reload();
  await app.ready();
  await expect(level(page, 'Bottom')).toBeChecked();
  expect(changes(both, await app.tokens())).toEqual([0, 0]);
  expect(await app.largestDifference(painted, await app.png())).toBe(0);

  await page.getByRole('button', { name: 'Reset bottom' }).click();
  expect(changes(top, await app.tokens())).toEqual([0, 0]);
});

test('what one level says alone is a view: it says so, and changes neither tokens nor what is exported', async ({
  app,
  page,
}) => {
  await openPack(app);
  const tokens = await app.tokens();
  const png = await app.png();
  const shown = () => page.locator('[data-kind=picture]').screenshot();
  const whole = await shown();
  await page.getByRole('button', { name: 'Top only' }).click();
  await expect(page.getByText('Reconstruction, top only')).toBeVisible();
  await expect.poll(async () => (await shown()).equals(whole)).toBe(false);
  const topOnly = await shown();
  await level(page, 'Bottom').click();
  await expect(page.getByText('Reconstruction, bottom only')).toBeVisible();
  await expect.poll(async () => (await shown()).equals(topOnly)).toBe(false);
  expect(differing(tokens, await app.tokens())).toBe(0);
  expect(await app.largestDifference(png, await app.png())).toBe(0);
  await expect(page.getByText('Reconstruction, bottom only')).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByText('Reconstruction, bottom only')).toHaveCount(0);
  await level(page, 'Top').click();
  await page.mouse.move(0, 0);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await expect.poll(async () => (await shown()).equals(whole)).toBe(true);
});

test('a link and a PNG hold both grids', async ({ app, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openPack(app);
  await app.drag([0.4, 0.4], [0.6, 0.5]);
  await level(page, 'Bottom').click();
  await app.drag([0.4, 0.6], [0.6, 0.6]);
  const painted = await app.tokens();
  const png = await app.png();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: /Copy link/ }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(new URL(link).hash).toMatch(/^#t2=photo-vqvae2\./);

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.goto('about:blank');
  await app.open(link.slice(new URL(link).origin.length));
  await expect.poll(async () => differing(painted, await app.tokens())).toBe(0);
  expect(await app.largestDifference(png, await app.png())).toBe(0);

  await page.getByRole('button', { name: 'Reset bottom' }).click();
  await page.keyboard.press('v');
  await app.drop({ name: 'kept.png', type: 'image/png', bytes: [...png] });
  await expect.poll(async () => differing(painted, await app.tokens())).toBe(0);
});

test('levels that do not fit each other are refused', async ({ app, page }) => {
  await openPack(app);
  const before = await app.tokens();
  await page.evaluate(() => {
    location.hash = 't2=photo-vqvae2..2.1x1.512.AAA.4x4.512.AAAAAAAAAAAAAAAAAAAAAAAA';
  });
  await expect(app.notice(/do not fit each other/)).toBeVisible();
  expect(differing(before, await app.tokens())).toBe(0);
});
