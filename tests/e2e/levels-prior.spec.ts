// The prior over two levels: the top is written, then the bottom that is told it; each level is asked for itself.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { levelScales } from '../../src/core/levels.ts';
import type { SharedPicture } from '../../src/core/share/shared-grid.ts';
import { changedCells } from '../../src/core/token-grid.ts';
import { type App, differing, expect, test } from './app.ts';

const bar = (page: Page) => page.getByRole('toolbar', { name: 'Proposals of the prior' });
const stop = (page: Page) => bar(page).getByRole('button', { name: 'Stop' });
const level = (page: Page, name: 'Top' | 'Bottom') => page.getByRole('radio', { name, exact: true });

async function openPanel(app: App, page: Page): Promise<void> {
  await app.open('/?pack=photo-vqvae2');
  await expect.poll(async () => (await app.tokens()).packId).toBe('photo-vqvae2');
  await page.getByRole('button', { name: /^Prior/ }).click();
  await expect(page.getByRole('radio', { name: 'Generate', exact: true })).toBeVisible();
}

/** The prior rests. */
async function written(page: Page): Promise<void> {
  await expect(bar(page)).toBeVisible();
  await expect(stop(page)).toHaveCount(0, { timeout: 120_000 });
}

function sizes({ levels }: SharedPicture): string[] {
  return levels.map(({ grid }) => `${grid.width} × ${grid.height}`);
}

/** Cells that differ, of each level. */
function changes(before: SharedPicture, after: SharedPicture): number[][] {
  return before.levels.map(({ grid }, i) => changedCells(grid, after.levels[i]!.grid));
}

test('generates both levels as one proposal: shown as it comes, stopped, gone on with, accepted, undone as one step', async ({
  app,
  page,
}) => {
  await openPanel(app, page);
  await page.getByRole('combobox', { name: 'Picture' }).selectOption({ label: 'This one, all 1,920 tokens' });
  const before = await app.tokens();
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(bar(page).getByText(/^Top, /)).toBeVisible();
  // The bottom is under way: all of the top is there, and where the bottom is not, it says nothing.
  await expect(bar(page).getByText(/^Bottom, /)).toBeVisible({ timeout: 60_000 });
  await stop(page).click();
  await expect(stop(page)).toHaveCount(0, { timeout: 1000 });
  const midway = await app.tokens();
  const [top, bottom] = midway.levels.map(({ grid }) => grid.tokens);
  expect(changes(before, midway)[0]!.length).toBeGreaterThan(top!.length / 2);
  const unknown = bottom!.filter((code) => code === bottom!.at(-1)).length;
  expect(unknown).toBeGreaterThan(bottom!.length / 8);

  await bar(page).getByRole('button', { name: 'To the end' }).click();
  await written(page);
  await bar(page).getByRole('button', { name: 'Keep' }).click();
  const kept = await app.tokens();
  expect(differing({ ...midway, levels: [midway.levels[0]!] }, { levels: [kept.levels[0]!] })).toBe(0);
  await page.keyboard.press('Control+z');
  expect(differing(before, await app.tokens())).toBe(0);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeDisabled();
  await page.keyboard.press('Control+Shift+z');
  expect(differing(kept, await app.tokens())).toBe(0);
});

test('a new picture: the same seed gives both grids again, and its picture is that of a whole decode', async ({
  app,
  page,
}) => {
  await openPanel(app, page);
  await expect(page.getByRole('option', { name: 'New, 128 px: 8 × 8 + 16 × 16' })).toBeAttached();
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(app.documentName).toContainText('Generated');
  await written(page);
  // Looking at the other level drops nothing.
  await page.keyboard.press('v');
  await expect(level(page, 'Bottom')).toBeChecked();
  await bar(page).getByRole('button', { name: 'Keep' }).click();
  const first = await app.tokens();
  expect(sizes(first)).toEqual(['8 × 8', '16 × 16']);
  for (const { grid } of first.levels) expect(new Set(grid.tokens).size).toBeGreaterThan(3);
  const png = await app.png();

  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await written(page);
  expect(differing(first, await app.tokens())).toBe(0);
  await bar(page).getByRole('button', { name: 'Keep' }).click();
  await page.waitForTimeout(1500);
  await page.reload();
  await app.ready();
  expect(differing(first, await app.tokens())).toBe(0);
  expect(await app.largestDifference(png, await app.png())).toBe(0);
});

test('regenerates cells of the top with what lies beneath, or alone; of the bottom alone', async ({ app, page }) => {
  await openPanel(app, page);
  const before = await app.tokens();
  const [, bottom] = before.levels.map(({ grid }) => grid);
  await app.pickTool('Select');
  await app.drag([0.4, 0.45], [0.55, 0.6]);
  await page.getByRole('radio', { name: 'Regenerate' }).click();
  const beneath = page.getByRole('checkbox', { name: 'Then write the bottom beneath it anew' });
  await expect(beneath).toBeChecked();
  await page.getByRole('button', { name: 'Regenerate', exact: true }).click();
  await written(page);
  const both = changes(before, await app.tokens());
  expect(both[0]!.length).toBeGreaterThan(0);
  expect(both[1]!.length).toBeGreaterThan(both[0]!.length);
  // Nothing changes but beneath the selection.
  const [across] = levelScales([{ downsample: 16 }, { downsample: 8 }]);
  const columns = both[0]!.map((cell) => cell % before.levels[0]!.grid.width);
  for (const cell of both[1]!) {
    const column = Math.floor((cell % bottom!.width) / across!);
    expect(column).toBeGreaterThanOrEqual(Math.min(...columns) - 1);
    expect(column).toBeLessThanOrEqual(Math.max(...columns) + 1);
  }
  await page.keyboard.press('Escape');
  expect(differing(before, await app.tokens())).toBe(0);

  await beneath.uncheck();
  await expect(page.getByText(/keeps its codes/)).toBeVisible();
  await page.getByRole('button', { name: 'Regenerate', exact: true }).click();
  await written(page);
  expect(changes(before, await app.tokens())[1]).toEqual([]);
  await page.keyboard.press('Escape');

  await level(page, 'Bottom').click();
  await expect(beneath).toHaveCount(0);
  await page.keyboard.press('Shift+r');
  await written(page);
  const alone = changes(before, await app.tokens());
  expect(alone[0]).toEqual([]);
  expect(alone[1]!.length).toBeGreaterThan(0);
  await bar(page).getByRole('button', { name: 'Keep' }).click();
  await page.keyboard.press('Control+z');
  expect(differing(before, await app.tokens())).toBe(0);
});

test('surprise and expectations are of the level in hand; axe finds no fault', async ({ app, page }) => {
  await openPanel(app, page);
  await page.getByRole('button', { name: /^Measure/ }).click();
  // 24 × 16 cells of 9 bits, and 48 × 32.
  await expect(page.getByText(/bits under the prior \(each token given the others\), 3,456 raw/)).toBeVisible({
    timeout: 60_000,
  });
  await level(page, 'Bottom').click();
  await expect(page.getByText(/The picture has changed since/)).toBeVisible();
  await page.getByRole('button', { name: 'Measure again' }).click();
  await expect(page.getByText(/bits under the prior \(each token given the others\), 13,824 raw/)).toBeVisible({
    timeout: 60_000,
  });
  await app.mosaic.focus();
  for (const key of ['ArrowRight', 'ArrowDown']) await page.keyboard.press(key);
  await page.getByRole('button', { name: 'Ask' }).click();
  const expected = page.getByRole('list', { name: 'Expected codes' }).getByRole('button');
  await expect(expected.first()).toBeEnabled();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

  test('both levels are within reach', async ({ app, page }) => {
    await openPanel(app, page);
    await level(page, 'Bottom').tap();
    await expect(level(page, 'Bottom')).toBeChecked();
    await page.getByRole('button', { name: 'Generate', exact: true }).tap();
    await written(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await bar(page).getByRole('button', { name: 'Keep' }).tap();
    await expect(bar(page)).toHaveCount(0);
    expect(sizes(await app.tokens())).toEqual(['8 × 8', '16 × 16']);
  });
});
