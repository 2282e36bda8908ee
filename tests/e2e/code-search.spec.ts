import { changedCells } from '../../src/core/token-grid.ts';
import { differing, expect, onlyGrid, test } from './app.ts';

/** dB, as the notice tells them. */
const closer = /Closer to the photo: ([\d.]+) → ([\d.]+) dB/;

test('better codes are found for the photo: closer to it, one undo step, and what was painted stays', async ({
  app,
  page,
}) => {
  await app.open();
  await app.fitTo(128);
  await app.ready();
  await app.drag([0.45, 0.4], [0.6, 0.6]);
  const painted = await app.tokens();
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Find better codes for the photo' }).click();
  const bar = page.getByRole('toolbar', { name: 'Finding better codes' });
  await expect(bar.getByText(/dB/)).toBeVisible({ timeout: 30_000 });
  const notice = app.notice(closer);
  await expect(notice).toBeVisible({ timeout: 60_000 });
  await expect(bar).toBeHidden();
  const [, before, after] = closer.exec((await notice.textContent()) ?? '')!;
  expect(Number(after)).toBeGreaterThan(Number(before) + 0.1);
  const better = await app.tokens();
  expect(differing(painted, better)).toBeGreaterThan(20);
  // What the app says of the picture on screen is what the search said of it.
  await page.getByRole('button', { name: /^Statistics/ }).click();
  await expect(page.getByText(`${after} dB`, { exact: true })).toBeVisible();

  await page.keyboard.press('Control+z');
  expect(differing(painted, await app.tokens())).toBe(0);
  await page.keyboard.press('Control+Shift+Z');
  expect(differing(better, await app.tokens())).toBe(0);
});

test('in a selection alone; another picture or an edit ends the search, Stop keeps what was found', async ({
  app,
  page,
}) => {
  await app.open();
  const bar = page.getByRole('toolbar', { name: 'Finding better codes' });
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Find better codes for the photo' }).click();
  await expect(bar).toBeVisible();
  await app.fitTo(128);
  await expect(bar).toBeHidden();
  await app.ready();
  await expect(page.getByRole('region', { name: /Notifications/ }).getByRole('listitem')).toHaveCount(0);
  const before = await app.tokens();
  await app.pickTool('Select');
  await app.drag([0.3, 0.4], [0.7, 0.6]);
  await page.getByRole('button', { name: /^Statistics/ }).click();
  const find = page.getByRole('button', { name: /^Find better codes/ });
  await expect(find).toHaveText(/in the selection/);
  await find.click();
  await expect(app.notice(closer)).toBeVisible({ timeout: 60_000 });
  const { width } = onlyGrid(before);
  const changed = changedCells(onlyGrid(before), onlyGrid(await app.tokens()));
  const columns = changed.map((cell) => cell % width);
  expect(changed.length).toBeGreaterThan(5);
  expect(Math.max(...columns) - Math.min(...columns)).toBeLessThan(0.6 * width);

  await page.keyboard.press('Escape');
  await find.click();
  await expect(bar).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(bar).toBeHidden();

  await find.click();
  await expect(bar.getByText(/→/)).toBeVisible({ timeout: 30_000 });
  await bar.getByRole('button', { name: 'Stop' }).click();
  await expect(bar).toBeHidden();
  await expect(find).toBeEnabled();
});
