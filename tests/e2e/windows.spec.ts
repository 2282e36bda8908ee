// Windows between a phone and a wide desktop: bars keep their buttons apart, and what is unfolded is in sight.
import type { Locator } from '@playwright/test';
import { App, expect, test } from './app.ts';

/** Names of buttons of a bar that lie over one another, or are cut off at an edge of it. */
async function crowdedIn(bar: Locator): Promise<string[]> {
  return bar.evaluate((element) => {
    const edge = element.getBoundingClientRect();
    const buttons = [...element.querySelectorAll('button, a')].map((button) => ({
      name: button.getAttribute('aria-label') ?? button.textContent,
      box: button.getBoundingClientRect(),
    }));
    return buttons.flatMap(({ name, box }, i) => {
      const over = buttons
        .slice(i + 1)
        .filter((other) => box.left < other.box.right - 1 && other.box.left < box.right - 1)
        .filter((other) => box.top < other.box.bottom - 1 && other.box.top < box.bottom - 1)
        .map((other) => `${name} over ${other.name}`);
      return box.left < edge.left - 1 || box.right > edge.right + 1 ? [...over, `${name} is cut off`] : over;
    });
  });
}

for (const { width, height, touch } of [
  { width: 820, height: 1180, touch: true },
  { width: 1024, height: 768, touch: true },
  { width: 780, height: 700, touch: false },
  { width: 920, height: 700, touch: false },
  { width: 1024, height: 640, touch: false },
  { width: 1100, height: 700, touch: false },
]) {
  test(`${width} × ${height}${touch ? ', by touch' : ''}: no button hides another`, async ({ browser }) => {
    const context = await browser.newContext({
      viewport: { width, height },
      hasTouch: touch,
      isMobile: touch,
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    const app = new App(page);
    await app.open();
    expect(await crowdedIn(page.getByRole('banner'))).toEqual([]);
    expect(await crowdedIn(page.getByRole('toolbar', { name: 'View' }))).toEqual([]);
    await context.close();
  });
}

test('with larger text, bars grow with it and no button hides another', async ({ app, page }) => {
  await app.open();
  const banner = page.getByRole('banner');
  const before = (await banner.boundingBox())!.height;
  // What a browser's own setting of the text size does to the root.
  await page.addStyleTag({ content: 'html { font-size: 20px }' });
  expect((await banner.boundingBox())!.height).toBeCloseTo(1.25 * before, 0);
  expect(await crowdedIn(banner)).toEqual([]);
  expect(await crowdedIn(page.getByRole('toolbar', { name: 'View' }))).toEqual([]);
});

test('a section that is unfolded comes into sight as a whole', async ({ app, page }) => {
  await app.open();
  await page.getByRole('button', { name: /^Prior/ }).click();
  await expect(page.getByRole('button', { name: 'Generate', exact: true })).toBeInViewport({ ratio: 1 });
});
