// A phone: one finger paints, two zoom; everything is within reach.
import { differing, expect, test } from './app.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

test('one finger paints, two fingers zoom without painting', async ({ app, page }) => {
  await app.open();
  const before = await app.tokens();
  const box = (await app.mosaic.boundingBox())!;
  const cdp = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...points: [number, number][]) =>
    cdp.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(([x, y], id) => ({ x: box.x + x * box.width, y: box.y + y * box.height, id })),
    });

  await touch('touchStart', [0.4, 0.5]);
  for (const x of [0.45, 0.5, 0.55]) await touch('touchMove', [x, 0.5]);
  await touch('touchEnd');
  const painted = await app.tokens();
  expect(differing(before, painted)).toBeGreaterThan(2);

  const zoom = page.getByLabel('Zoom in percent');
  const fitted = (await zoom.count()) > 0 ? await zoom.inputValue() : null;
  await touch('touchStart', [0.45, 0.5], [0.55, 0.5]);
  for (const spread of [0.1, 0.2, 0.3]) await touch('touchMove', [0.45 - spread, 0.5], [0.55 + spread, 0.5]);
  await touch('touchEnd');
  if (fitted !== null) await expect(zoom).not.toHaveValue(fitted);
  expect(differing(painted, await app.tokens())).toBe(0);
});

test('nothing is wider than the screen, and every control is large enough for a thumb', async ({ app, page }) => {
  await app.open();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll('button')]
      .filter((button) => button.checkVisibility() && button.getBoundingClientRect().width > 0)
      .filter((button) => {
        const { width, height } = button.getBoundingClientRect();
        return Math.max(width, height) < 40 || Math.min(width, height) < 24;
      })
      .map((button) => button.getAttribute('aria-label') ?? button.textContent),
  );
  expect(small).toEqual([]);
});

test('with larger text, what does not fit scrolls and nothing lies over it', async ({ app, page }) => {
  await app.open();
  await page.addStyleTag({ content: 'html { font-size: 24px }' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.getByRole('radio', { name: 'Critic' }).click();
  await expect(page.getByRole('radio', { name: 'Critic' })).toBeChecked();
  await page.getByRole('button', { name: 'Statistics' }).click();
  await expect(page.getByText('PSNR').first()).toBeVisible();
  await page.getByRole('button', { name: 'View options' }).click();
});
