// The prior at work: it writes, stops, completes, writes selections anew, and tells what it expects.

import { readdirSync, readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { changedCells } from '../../src/core/token-grid.ts';
import { type App, differing, expect, onlyGrid, test } from './app.ts';

const names = { autoregressive: 'Token by token', masked: 'In steps', pixelcnn: 'PixelCNN' } as const;

/**
 * Every prior that ships with a pack of one level (of two: levels-prior.spec.ts): the pack's id, how the panel calls the
 * kind, whether there is a choice.
 */
const packs = new URL('../../models/packs/', import.meta.url);
const shippedPriors = readdirSync(packs).flatMap((pack) => {
  const { levels, priors = [] } = JSON.parse(readFileSync(new URL(`${pack}/manifest.json`, packs), 'utf8'));
  if (levels.length > 1) return [];
  return (priors as { type: keyof typeof names }[]).map(({ type }) => ({
    pack,
    type,
    name: names[type],
    choice: priors.length > 1,
  }));
});

const bar = (page: Page) => page.getByRole('toolbar', { name: 'Proposals of the prior' });
const stop = (page: Page) => bar(page).getByRole('button', { name: 'Stop' });

async function openPanel(app: App, page: Page, path = '/'): Promise<void> {
  await app.open(path);
  await page.getByRole('button', { name: /^Prior/ }).click();
  await expect(page.getByRole('radio', { name: 'Generate', exact: true })).toBeVisible();
}

/** The prior rests. */
async function written(page: Page): Promise<void> {
  await expect(bar(page)).toBeVisible();
  await expect(stop(page)).toHaveCount(0, { timeout: 120_000 });
}

test('an emoji is found by typing its name, and a picture of it is written', async ({ app, page }) => {
  await openPanel(app, page);
  const kind = page.getByLabel('Class');
  await kind.selectOption({ label: 'flower: tulips' });
  await page.getByLabel('Style').selectOption({ label: 'Twemoji' });
  const emoji = page.getByRole('button', { name: /^Emoji: / });
  await emoji.click();
  const search = page.getByRole('combobox', { name: 'Emoji' });
  await expect(search).toBeFocused();
  const list = page.getByRole('dialog').getByRole('option');
  await expect(list.first()).toHaveText('Any');
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
  expect(violations).toEqual([]);
  await search.fill('no such thing');
  await expect(page.getByText('None is called that.')).toBeVisible();
  await search.fill('heart red');
  await expect(list.first()).toHaveText('red heart');
  await search.press('Enter');
  await expect(emoji).toHaveAccessibleName('Emoji: red heart');
  await expect(emoji).toBeFocused();
  // A name says more than a class: only the last chosen is told.
  await expect(kind.locator('option:checked')).toHaveText('Any');

  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await written(page);
  await bar(page).getByRole('button', { name: 'Keep' }).click();
  const png = await app.png();
  const [red, green, blue] = await app.pixel(png, 64, 56);
  expect(red! - Math.max(green!, blue!)).toBeGreaterThan(60);
  expect(Math.min(...(await app.pixel(png, 3, 124)))).toBeGreaterThan(200);

  await kind.selectOption({ label: 'flower: roses' });
  await expect(emoji).toHaveAccessibleName('Emoji: any');
});

test('generates a picture, stops midway, goes on, and the same seed gives it again', async ({ app, page }) => {
  await openPanel(app, page);
  await page.getByLabel('Class').selectOption({ label: 'flower: tulips' });
  // A small picture is written before anybody could stop it.
  await page.getByLabel('Picture').last().selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(app.documentName).toContainText('Generated');
  await expect(bar(page).getByRole('button', { name: 'Keep' })).toBeEnabled();
  await stop(page).click({ timeout: 10_000 });
  await expect(stop(page)).toHaveCount(0, { timeout: 1000 });
  await bar(page).getByRole('button', { name: 'To the end' }).click();
  await written(page);
  await bar(page).getByRole('button', { name: 'Keep' }).click();
  const first = await app.tokens();
  expect([onlyGrid(first).width, onlyGrid(first).height]).toEqual([32, 32]);
  expect(new Set(onlyGrid(first).tokens).size).toBeGreaterThan(8);

  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await written(page);
  expect(differing(first, await app.tokens())).toBe(0);
  await bar(page).getByRole('button', { name: 'Again with another seed' }).click();
  await written(page);
  await expect(bar(page).getByRole('button', { name: /^Proposal \d, seed/ })).toHaveCount(2);
  const another = await app.tokens();
  expect(differing(first, another)).toBeGreaterThan(8);

  // A picture that was written whole is there after a reload, though nobody pressed Keep.
  await page.reload();
  await app.ready();
  await expect(app.documentName).toContainText('Generated');
  expect(differing(another, await app.tokens())).toBe(0);
});

test('completes a picture token by token; rows above stay; dropping it restores everything', async ({ app, page }) => {
  await openPanel(app, page);
  const before = await app.tokens();
  const { width, height } = onlyGrid(before);
  await page.getByRole('radio', { name: 'Complete' }).click();
  await page.getByRole('button', { name: 'One row' }).click();
  await written(page);
  const half = Math.floor(height / 2) * width;
  const row = await app.tokens();
  const changed = changedCells(onlyGrid(before), onlyGrid(row));
  expect(changed.length).toBeGreaterThan(0);
  expect(Math.min(...changed)).toBeGreaterThanOrEqual(half);
  expect(Math.max(...changed)).toBeLessThan(half + width);
  await bar(page).getByRole('button', { name: 'Take the last token back' }).click();
  expect(differing(row, await app.tokens())).toBeLessThanOrEqual(1);
  await page.keyboard.press('Escape');
  await expect(bar(page)).toHaveCount(0);
  expect(differing(before, await app.tokens())).toBe(0);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
});

for (const { pack, type, name, choice } of shippedPriors)
  test(`the ${type} prior of ${pack} writes a lasso selection anew, several times to choose from; keeping one is one undo step`, async ({
    app,
    page,
  }) => {
    await openPanel(app, page, `/?pack=${pack}`);
    if (choice) await page.getByRole('radio', { name, exact: true }).click();
    const before = await app.tokens();
    const pictureBefore = await app.png();
    await app.pickTool('Lasso');
    await app.drag([0.4, 0.45], [0.55, 0.6]);
    await page.getByRole('radio', { name: 'Regenerate' }).click();
    await page.getByRole('button', { name: '4 variations' }).click();
    await expect(bar(page).getByRole('button', { name: /^Proposal 4, seed/ })).toBeVisible({ timeout: 120_000 });
    await written(page);
    const fourth = await app.tokens();
    await bar(page)
      .getByRole('button', { name: /^Proposal 2, seed/ })
      .click();
    const second = await app.tokens();
    expect(differing(fourth, second)).toBeGreaterThan(0);
    await bar(page).getByRole('button', { name: 'Keep' }).click();
    await expect(bar(page)).toHaveCount(0);
    expect(differing(second, await app.tokens())).toBe(0);
    expect(await app.largestDifference(await app.png(), pictureBefore)).toBeGreaterThan(8);
    await page.keyboard.press('Control+z');
    expect(differing(before, await app.tokens())).toBe(0);
  });

for (const { pack, name, choice } of shippedPriors.filter(({ type }) => type === 'masked')) {
  test(`the masked prior of ${pack} generates in steps, completes, fills a brushed mask, and measures surprise`, async ({
    app,
    page,
  }) => {
    await openPanel(app, page, `/?pack=${pack}`);
    if (choice) await page.getByRole('radio', { name, exact: true }).click();
    const before = await app.tokens();
    const { width, height } = onlyGrid(before);

    await page.getByRole('radio', { name: 'Complete' }).click();
    await page.getByRole('button', { name: 'One step' }).click();
    await written(page);
    await bar(page).getByRole('button', { name: 'One step' }).click();
    await written(page);
    await bar(page).getByRole('button', { name: 'Take the last step back' }).click();
    await bar(page).getByRole('button', { name: 'To the end' }).click();
    await written(page);
    const changed = changedCells(onlyGrid(before), onlyGrid(await app.tokens()));
    expect(changed.length).toBeGreaterThan(0);
    expect(Math.min(...changed)).toBeGreaterThanOrEqual(Math.floor(height / 2) * width);
    await page.keyboard.press('Escape');
    expect(differing(before, await app.tokens())).toBe(0);

    await page.keyboard.press('w');
    await app.drag([0.4, 0.4], [0.5, 0.4]);
    await app.drag([0.4, 0.5], [0.5, 0.6]);
    await page.keyboard.press('Shift+r');
    await written(page);
    await bar(page).getByRole('button', { name: 'Keep' }).click();
    const filled = await app.tokens();
    expect(differing(before, filled)).toBeGreaterThan(0);
    await page.keyboard.press('Control+z');
    expect(differing(before, await app.tokens())).toBe(0);

    await page.getByRole('radio', { name: 'Generate', exact: true }).click();
    await page.getByRole('slider', { name: 'Steps' }).focus();
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await stop(page).click({ timeout: 10_000 });
    await expect(stop(page)).toHaveCount(0, { timeout: 1000 });
    await bar(page).getByRole('button', { name: 'To the end' }).click();
    await written(page);
    await page.keyboard.press('Enter');
    const first = await app.tokens();
    await page.getByRole('button', { name: 'Generate', exact: true }).click();
    await written(page);
    expect(differing(first, await app.tokens())).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Measure/ }).click();
    await expect(page.getByText(/bits under the prior \(each token given the others\), 3,072 raw/)).toBeVisible({
      timeout: 120_000,
    });
  });
}

test('tells what it expects in a cell, and re-draws that when a knob turns', async ({ app, page }) => {
  await openPanel(app, page);
  await app.mosaic.focus();
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  await page.getByRole('button', { name: 'Ask' }).click();
  const expected = page.getByRole('list', { name: 'Expected codes' }).getByRole('button');
  await expect(expected.first()).toBeEnabled();
  // With the eight likeliest codes alone, what is shown is all there is.
  await page.getByRole('slider', { name: 'Top-k' }).focus();
  for (const _ of Array(8)) await page.keyboard.press('ArrowLeft');
  await expect(expected).toHaveCount(5);
  const labels = await expected.evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  const shares = labels.map((label) => Number(/([\d.]+)%/.exec(label ?? '')?.[1]));
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(98);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThan(102);
  const before = await app.tokens();
  const unused = expected.and(page.locator('[aria-pressed="false"]')).first();
  const code = Number(/code (\d+)/.exec((await unused.getAttribute('aria-label'))!)![1]);
  await unused.click();
  const after = await app.tokens();
  expect(differing(before, after)).toBe(1);
  expect(onlyGrid(after).tokens).toContain(code);
});

test('measures surprise, and can be stopped while it does', async ({ app, page }) => {
  await openPanel(app, page);
  await page.getByRole('button', { name: 'Measure this picture' }).click();
  await page.getByRole('toolbar', { name: 'Surprise' }).getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('toolbar', { name: 'Surprise' })).toHaveCount(0, { timeout: 1000 });
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await written(page);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Measure/ }).click();
  await expect(page.getByText(/bits under the prior, 3,072 raw/)).toBeVisible({ timeout: 120_000 });
});

test('painting on a proposal keeps it; the panel and the bar are accessible', async ({ app, page }) => {
  await openPanel(app, page);
  await page.getByRole('radio', { name: 'Complete' }).click();
  await page.getByRole('button', { name: 'One row' }).click();
  await written(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  await app.pickTool('Brush');
  await app.drag([0.4, 0.4], [0.45, 0.4]);
  await expect(bar(page)).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

  test('everything is within reach', async ({ app, page }) => {
    await openPanel(app, page);
    // The largest: a small picture is written before anybody could stop it.
    await page.getByLabel('Picture').last().selectOption({ index: 3 });
    await page.getByRole('button', { name: 'Generate', exact: true }).tap();
    await expect(bar(page).getByRole('button', { name: 'Keep' })).toBeEnabled();
    await stop(page).tap({ timeout: 10_000 });
    await expect(bar(page).getByRole('button', { name: 'To the end' })).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    const box = (await bar(page).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(390);
    await bar(page).getByRole('button', { name: 'Keep' }).tap();
    await expect(bar(page)).toHaveCount(0);
  });
});
