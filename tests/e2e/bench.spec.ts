// The benchmark page: reached from the settings, run to the end on a small shape, its figures taken away.
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Report } from '../../bench/measure/protocol.ts';
import { expect, test } from './app.ts';

test('a run to the end: every contender is checked, timed or says why not', async ({ app, page }) => {
  await app.open();
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByRole('link', { name: 'Benchmark' }).click();
  await expect(page.getByRole('heading', { name: 'Benchmark' })).toBeVisible();

  await page.goto('/bench/?shapes=64x256x8');
  await page.getByRole('radio', { name: 'Quick' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible();
  await expect(page.getByText('Done.', { exact: true })).toBeVisible({ timeout: 120_000 });

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download JSON' }).click();
  const text = await readFile(await (await download).path(), 'utf8');
  const report: Report = JSON.parse(text);
  expect(report).toMatchObject({ format: 'tessera-bench', version: 1, complete: true });
  const limits = report.rows.filter((row) => row.kind === 'limit');
  expect(limits.map(({ name }) => name)).toEqual(['fused multiply-add', 'copy']);
  for (const { perSecond } of limits) expect(perSecond).toBeGreaterThan(0);
  const contenders = report.rows.filter((row) => row.kind === 'nearest-code');
  expect(contenders).toHaveLength(11);
  for (const { contender, outcome } of contenders) expect([contender, outcome.type]).toEqual([contender, 'measured']);

  const table = page.getByRole('region', { name: /Nearest code/ }).getByRole('table');
  for (const { contender } of contenders) await expect(table.getByRole('rowheader', { name: contender })).toBeVisible();
  await page.getByRole('button', { name: 'Copy JSON' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(text);

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate((theme) => {
      document.documentElement.dataset.theme = theme;
    }, colorScheme);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  }
});

test('a run can be stopped, and keeps what it has', async ({ page }) => {
  await page.goto('/bench/');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('rowheader', { name: 'Fused multiply-adds' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByText(/^Stopped\./)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Start again' })).toBeEnabled();
  await expect(page.getByRole('rowheader', { name: 'Fused multiply-adds' })).toBeVisible();
});
