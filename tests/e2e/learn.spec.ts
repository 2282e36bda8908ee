// The tour: ten steps by keyboard, each without a serious fault, each with something that answers.
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { svgPicture } from './pictures.ts';

const titles = [
  'An image as fewer numbers',
  'A vocabulary',
  'The nearest code',
  'What is lost, what is left',
  'How it learns',
  'One code at a time',
  'Two levels',
  'The critic',
  'A picture as a sentence',
  'From here to text-to-image',
];

/** The step's title, and its first figure: photo and model are there. */
async function arrived(page: Page, title: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
  await expect(page.locator('main section').first()).toBeVisible({ timeout: 60_000 });
}

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`all ten steps and the glossary by keyboard, axe finds no serious fault, ${colorScheme}`, async ({
    app,
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('/learn/');
    for (const [index, title] of titles.entries()) {
      await arrived(page, title);
      // Also what other packs have to say: they open when their step is read.
      await expect(page.locator('main [aria-busy=true]')).toHaveCount(0, { timeout: 60_000 });
      expect(await faults(page), title).toEqual([]);
      if (index > 0) await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
      await page.keyboard.press('ArrowRight');
    }
    await arrived(page, titles.at(-1)!);
    await page.getByRole('link', { name: 'Glossary' }).press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Glossary' })).toBeFocused();
    expect(await faults(page)).toEqual([]);
    await page.getByRole('link', { name: /^Back to/ }).press('Enter');
    await arrived(page, titles.at(-1)!);
    expect(app.complaints).toEqual([]);
  });
}

test('every link to a step opens it: number, name and query; a word opens the glossary at it', async ({ page }) => {
  for (const address of ['/learn/#3', '/learn/#nearest-code', '/learn/?step=nearest-code', '/learn#3']) {
    await page.goto('about:blank');
    await page.goto(address);
    await arrived(page, 'The nearest code');
  }
  await page.getByRole('link', { name: 'quantized' }).click();
  await expect(page.locator('#word-quantize')).toBeInViewport();
  await page.goBack();
  await arrived(page, 'The nearest code');
});

test('the app links to the tour, and the tour shows the photo that is open there', async ({ app, page }) => {
  await app.open();
  await app.choose(svgPicture());
  await expect(app.documentName).toContainText('drawn');
  await app.ready();
  // Saved a moment after it came.
  await page.waitForTimeout(1000);
  await page.getByRole('banner').getByRole('link', { name: 'Learn how it works' }).click();
  await arrived(page, titles[0]!);
  await expect(page.getByRole('img', { name: /The photo: drawn/ })).toBeVisible();
});

test('rounding latents: fewer bits, fewer bytes, a picture farther from the photo', async ({ page }) => {
  await page.goto('/learn/#1');
  await arrived(page, titles[0]!);
  const decibels = async () => Number((await page.getByText(/^\d+\.\d dB$/).textContent())!.split(' ')[0]);
  const slider = page.getByRole('slider', { name: 'Bits for each number' });
  await slider.press('End');
  await expect(slider).toHaveAttribute('aria-valuetext', 'not rounded');
  await expect.poll(decibels).toBeGreaterThan(30);
  await slider.press('Home');
  await expect(page.getByText('6.4 kB')).toBeVisible();
  await expect.poll(decibels).toBeLessThan(24);
});

test('nearest code: moving z_e far enough makes another code win, Home brings its own back', async ({ page }) => {
  await page.goto('/learn/#nearest-code');
  await arrived(page, titles[2]!);
  const plane = page.getByRole('application', { name: /z_e among the codes/ });
  const won = page.getByText(/Code \d+ wins/);
  await expect(won).toContainText('the cell’s own.');
  const box = (await plane.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 4, box.y + 4, { steps: 4 });
  await page.mouse.up();
  await expect(won).toContainText('the cell’s own is');
  await plane.press('Home');
  await expect(won).toContainText('the cell’s own.');
  for (let i = 0; i < 10; i++) await plane.press('Shift+ArrowLeft');
  await expect(won).toContainText('the cell’s own is');
});

test('the slip: as printed the first term falls while the picture is spoilt, corrected it rises', async ({ page }) => {
  await page.goto('/learn/#learning');
  await arrived(page, titles[4]!);
  const figure = page.getByRole('region', { name: 'The slip, felt' });
  const term = async () => Number((await figure.locator('dd').textContent())!.replace('−', '-'));
  await expect.poll(term).toBeLessThan(0);
  const printed = await term();
  await figure.getByRole('slider').press('End');
  await expect.poll(term).toBeLessThan(printed - 0.1);
  await figure.getByRole('radio', { name: 'Corrected' }).click();
  await expect.poll(term).toBeGreaterThan(0.1);
});

test('codes are written one at a time, and writing stops when asked to', async ({ page }) => {
  await page.goto('/learn/#one-by-one');
  await arrived(page, titles[5]!);
  await page.getByRole('button', { name: 'One code' }).click();
  await expect(page.getByText(/^1 of \d+ codes written$/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'To the end' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  const written = page.getByText(/^\d+ of \d+ codes written$/);
  const stopped = await written.textContent();
  await page.waitForTimeout(800);
  expect(await written.textContent()).toBe(stopped);
});

test('two levels: each alone, a strange code in either, the photo’s own back', async ({ page }) => {
  await page.goto('/learn/#two-levels');
  await arrived(page, titles[6]!);
  const figure = page.getByRole('region', { name: 'Your photo on two levels' });
  const grid = (name: string) => figure.getByRole('application', { name: new RegExp(`^${name} codes`) });
  await expect(grid('Bottom')).toBeVisible({ timeout: 60_000 });
  await expect(figure.getByText(/^Top: 24 × 16 cells, 512 codes/)).toBeVisible();
  await expect(figure.getByText(/^Bottom: 48 × 32 cells, 512 codes/)).toBeVisible();
  const decibels = async () => Number((await figure.getByText(/^\d+\.\d dB$/).textContent())!.split(' ')[0]);
  await expect.poll(decibels).toBeGreaterThan(26);
  const both = await decibels();
  for (const name of ['Top', 'Bottom']) {
    await figure.getByRole('radio', { name: `${name} only` }).click();
    await expect(figure.getByRole('img', { name: `Decoded from the ${name.toLowerCase()} alone` })).toBeVisible();
    await expect.poll(decibels).toBeLessThan(both - 2);
  }
  await figure.getByRole('radio', { name: 'Both levels' }).click();
  await expect.poll(decibels).toBe(both);

  const back = figure.getByRole('button', { name: 'The photo’s codes back' });
  await expect(back).toBeDisabled();
  for (const name of ['Top', 'Bottom']) {
    await grid(name).press('ArrowRight');
    await expect(figure.getByText(new RegExp(`^${name}: .* in place of \\d+`))).toBeVisible();
  }
  await expect.poll(decibels).toBeLessThan(both);
  await back.click();
  await expect.poll(decibels).toBe(both);

  const writing = page.getByRole('region', { name: 'A new picture, level by level' });
  await writing.getByRole('button', { name: 'Write a picture' }).click();
  await expect(writing.getByText(/^Top: \d+ of 64 codes$/)).toBeVisible({ timeout: 60_000 });
  await expect(writing.getByText('Bottom: 256 of 256 codes')).toBeVisible({ timeout: 60_000 });
  await expect(writing.getByRole('img', { name: /^A new picture: Bottom/ })).toBeVisible();
});

test('the critic’s patch, the next token and a picture from one word are computed', async ({ page }) => {
  await page.goto('/learn/#critic');
  await arrived(page, titles[7]!);
  await expect(page.getByText('Detail')).toHaveCount(2, { timeout: 60_000 });
  // The critic's opinion of the photo's patch, the VQ-VAE's and the VQ-GAN's.
  await expect(page.getByText(/^[−+]\d\.\d\d$/)).toHaveCount(3);
  // And its map over the photo and over both decoded pictures.
  const maps = page.getByRole('region', { name: 'What the critic thinks of every patch' });
  await expect(maps.getByRole('img', { name: /under the critic’s map, on average [−+]\d/ })).toHaveCount(3);
  const photo = maps.getByText(/^Photo on average/).locator('..');
  const strong = await photo.screenshot();
  await maps.getByRole('slider').press('Home');
  await expect.poll(async () => (await photo.screenshot()).equals(strong)).toBe(false);
  await page.goto('/learn/#sentence');
  await expect(page.getByRole('list', { name: 'Most probable next codes' }).getByRole('listitem')).toHaveCount(12, {
    timeout: 60_000,
  });
  await page.goto('/learn/#text-to-image');
  await page.getByRole('button', { name: 'Name: any' }).click();
  await page.getByRole('combobox', { name: 'Name' }).fill('pizza');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Write a picture' }).click();
  await expect(page.getByText(/^256 of 256 codes/)).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole('img', { name: 'A new picture: pizza, 256 of 256 codes written' })).toBeVisible();
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

  test('no step is wider than the screen', async ({ page }) => {
    for (const [index, title] of titles.entries()) {
      await page.goto(`/learn/#${index + 1}`);
      await arrived(page, title);
      const wide = await page.evaluate(() =>
        [...document.querySelectorAll('main *')]
          .filter((element) => element.getBoundingClientRect().right > 390.5 && !element.closest('math'))
          .map((element) => element.outerHTML.slice(0, 80)),
      );
      expect(wide, title).toEqual([]);
    }
  });
});
