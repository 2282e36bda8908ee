// The page in two tabs of one browser: neither undoes what was painted in the other.
import { App, differing, expect, test } from './app.ts';

test('a second tab works on a copy, and the shelf has the pictures of both', async ({ app, page }) => {
  await app.open();
  await app.drag([0.4, 0.45], [0.6, 0.5]);
  const first = await app.tokens();
  await page.waitForTimeout(600);

  const other = new App(await page.context().newPage());
  await other.open();
  await expect(other.notice(/is open in another tab/)).toBeVisible();
  expect(differing(await other.tokens(), first)).toBe(0);
  await other.drag([0.3, 0.6], [0.5, 0.65]);
  const second = await other.tokens();
  expect(differing(second, first)).toBeGreaterThan(2);
  await other.page.waitForTimeout(600);
  await other.documentName.click();
  await expect(other.page.getByRole('button', { name: /^Delete Chelsea/ })).toHaveCount(2);
  await other.page.close();

  await app.drag([0.3, 0.4], [0.4, 0.4]);
  const last = await app.tokens();
  await page.waitForTimeout(600);
  await app.documentName.click();
  await expect(page.getByRole('button', { name: /^Delete Chelsea/ })).toHaveCount(2);

  // A reload is no second tab.
  await page.reload();
  await app.ready();
  expect(differing(await app.tokens(), last)).toBe(0);
  await app.documentName.click();
  await expect(page.getByRole('button', { name: /^Delete Chelsea/ })).toHaveCount(2);
  await page.getByRole('dialog').getByRole('button', { name: 'Chelsea the cat', exact: true }).nth(1).click();
  await expect.poll(async () => differing(await app.tokens(), second)).toBe(0);
});
