// The code atlas: where a code occurs, in context; by keyboard, to the cell and back, by any pack.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, onlyGrid, test } from './app.ts';

test('a code in context by keyboard: every place of it, its neighbours, and on to the cell', async ({ app, page }) => {
  await app.open();
  const grid = onlyGrid(await app.tokens());
  // The middle cell's code, by the cell cursor.
  await app.mosaic.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('o');
  const dialog = page.getByRole('dialog');
  const title = (await dialog.getByRole('heading', { level: 2 }).textContent()) ?? '';
  const code = Number(/Code (\d+) in context/.exec(title)?.[1]);
  const cells = [...grid.tokens.keys()].filter((cell) => grid.tokens[cell] === code);
  expect(cells.length).toBeGreaterThan(0);
  await expect(dialog.getByRole('status')).toContainText(
    new RegExp(`^${cells.length} times? in your picture, \\d+ in`),
  );
  await expect(dialog.getByRole('status')).toContainText(/in the samples\.$/);
  const own = dialog.getByRole('region', { name: 'Chelsea the cat' });
  const crops = own.getByRole('button', { name: /go there$/ });
  await expect(crops).toHaveCount(Math.min(8, cells.length));

  // Another code, by its id: the one that the mosaic holds most often.
  const counts = new Map<number, number>();
  for (const token of grid.tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const [most, uses] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
  await dialog.getByRole('textbox', { name: /^Code/ }).fill(String(most));
  await expect(dialog.getByRole('heading', { level: 2 })).toHaveText(`Code ${most} in context`);
  await expect(own.getByRole('img', { name: `with the ${uses} cells of code ${most} lit` })).toBeVisible();
  await own.getByRole('button', { name: /^Show/ }).click();
  await expect(crops).toHaveCount(Math.min(96, uses));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);

  const last = crops.last();
  const [, row, column] = /Row (\d+), column (\d+)/.exec((await last.getAttribute('aria-label')) ?? '')!.map(Number);
  expect(grid.tokens[(row! - 1) * grid.width + column! - 1]).toBe(most);
  await last.focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  await expect(app.mosaic).toBeFocused();
  await expect(page.getByText(`Column ${column}, row ${row}`)).toBeVisible();
});

test('closing it gives the focus back to the button that opened it', async ({ app, page }) => {
  await app.open();
  const button = page.getByRole('button', { name: /^Where code \d+ occurs/ });
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(button).toBeFocused();
});

test('by another pack the samples are encoded once, then kept', async ({ app, page }) => {
  await app.open('/?pack=photo-vqvae-f8');
  const open = () => page.getByRole('button', { name: /^Where code \d+ occurs/ }).click();
  const status = page.getByRole('dialog').getByRole('status');
  await open();
  await expect(status).toHaveText(/in the samples\.$|none of these/, { timeout: 90_000 });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'The next code that occurs' }).click();
  const told = await status.textContent();
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await open();
  await expect(status).toHaveText(/in the samples\.$|none of these/);
  await dialog.getByRole('button', { name: 'The next code that occurs' }).click();
  await expect(status).toHaveText(told!);
  expect(workers).toEqual([]);
});
