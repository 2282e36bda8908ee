// Compare: every pack and every encoder that the browser has, on the open photo, at the same bytes.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './app.ts';

const [vqVae, vqGan, vqVae2] = [
  'Photo VQ-VAE f8, 4096 codes',
  'Photo VQ-GAN f8, 4096 codes',
  'Photo VQ-VAE-2 f16+f8, 512+512 codes',
];

test('packs and codecs side by side, one divider and one zoom; the work is left alone', async ({ app, page }) => {
  await app.open();
  const before = await app.tokens();
  await page.getByRole('button', { name: /^Model pack/ }).click();
  await page.getByRole('button', { name: /^Compare on this photo/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox').first().waitFor();
  const choose = async (...names: (string | RegExp)[]) => {
    for (const box of await dialog.getByRole('checkbox').all()) await box.uncheck();
    for (const name of names) await dialog.getByRole('checkbox', { name, exact: true }).check();
  };
  await choose(vqVae, vqGan);
  await expect(dialog.getByText(/highest quality that fits/)).toBeVisible({ timeout: 90_000 });
  for (const name of ['Photo VQ-VAE f8', 'Photo VQ-GAN f8', 'WebP', 'JPEG']) {
    await expect(dialog.getByRole('img', { name: new RegExp(name) })).toBeVisible();
  }
  // 48 × 32 tokens of 12 bits.
  const vqvae = dialog.getByRole('figure').filter({ hasText: 'VQ-VAE f8' });
  await expect(vqvae).toContainText('2.3 kB');
  await expect(vqvae).toContainText('0.188 bits a pixel');
  await expect(vqvae).toContainText(/\d\d\.\d\d dB.*SSIM 0\.\d{3}.*codes used/);
  // Chromium writes no AVIF.
  await expect(dialog.getByText(/no encoder/)).toContainText('AVIF');
  for (const codec of ['WebP', 'JPEG']) {
    const text = (await dialog.getByRole('figure').filter({ hasText: codec }).textContent()) ?? '';
    const [, size, unit] = /([\d.]+) (k?B)/.exec(text) ?? [];
    const bytes = Number(size) * (unit === 'kB' ? 1000 : 1);
    expect(bytes).toBeLessThanOrEqual(2304 + 50);
    expect(bytes).toBeGreaterThan(1500);
  }
  const transform = () =>
    dialog
      .getByRole('img')
      .evaluateAll((pictures) => new Set(pictures.map((one) => (one as HTMLElement).style.transform)).size);
  await vqvae.locator('div').first().hover();
  await page.mouse.wheel(0, -300);
  await expect(dialog.getByRole('slider', { name: 'Zoom' })).not.toHaveAttribute('aria-valuenow', '1');
  expect(await transform()).toBe(1);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);

  // Four at once, one of them without codes; a fifth has to wait until there is room.
  await choose(vqVae, vqGan, vqVae2, /rounded to 4 bits/);
  await expect(dialog.getByRole('checkbox', { name: /rounded to 8 bits/ })).toBeDisabled();
  await expect(dialog.getByText(/highest quality that fits/)).toBeVisible({ timeout: 90_000 });
  await expect(dialog.getByRole('figure')).toHaveCount(6);
  const plain = dialog.getByRole('figure').filter({ hasText: 'no codes: numbers of 4 bits' });
  // 48 × 32 cells of 32 numbers, and the range of each channel.
  await expect(plain).toContainText('25 kB');
  await expect(plain).toContainText('2.021 bits a pixel');
  const psnr = async (figure: typeof plain) => Number(/([\d.]+) dB/.exec((await figure.textContent()) ?? '')?.[1]);
  expect(await psnr(plain)).toBeGreaterThan(await psnr(vqvae));
  await dialog.getByRole('checkbox', { name: vqVae2, exact: true }).uncheck();
  await dialog.getByRole('checkbox', { name: /rounded to 8 bits/ }).check();
  const finer = dialog.getByRole('figure').filter({ hasText: 'no codes: numbers of 8 bits' });
  await expect(finer).toContainText('49 kB', { timeout: 60_000 });
  expect(await psnr(finer)).toBeGreaterThan(await psnr(plain));

  // The same pack at the same bytes, its codes searched.
  await choose(vqVae, /better codes than the nearest/);
  const better = dialog.getByRole('figure').filter({ hasText: 'better codes found' });
  await expect(better).toContainText('2.3 kB', { timeout: 120_000 });
  const nearest = dialog.getByRole('figure').filter({ hasText: vqVae, hasNotText: 'better codes found' });
  expect(await psnr(better)).toBeGreaterThan((await psnr(nearest)) + 0.3);
  await page.keyboard.press('Escape');
  expect(await app.tokens()).toEqual(before);
});

test('a pack without codes: the picker says why it cannot be painted with, and compares it; one press paints with another', async ({
  app,
  page,
}) => {
  await app.open();
  await page.getByRole('button', { name: /^Model pack/ }).click();
  const others = page.getByRole('list', { name: 'Not to paint with' });
  await expect(others).toContainText('Without codes there is nothing to paint with.');
  await others.getByRole('button', { name: /^Compare Photo autoencoder/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Compare' });
  for (const name of [vqGan, /rounded to 4 bits/, /rounded to 8 bits/]) {
    await expect(dialog.getByRole('checkbox', { name, exact: true })).toBeChecked();
  }
  await expect(dialog.getByRole('checkbox', { name: vqVae, exact: true })).not.toBeChecked();
  await expect(dialog.getByText(/highest quality that fits/)).toBeVisible({ timeout: 90_000 });
  await expect(dialog.getByRole('figure').filter({ hasText: 'no codes' })).toHaveCount(2);
  await expect(dialog.getByRole('button', { name: /^Paint with Photo VQ-GAN f8/ })).toBeDisabled();
  await dialog.getByRole('checkbox', { name: /rounded to 8 bits/ }).uncheck();
  await dialog.getByRole('checkbox', { name: vqVae, exact: true }).check();
  await dialog.getByRole('button', { name: /^Paint with Photo VQ-VAE f8/ }).click({ timeout: 90_000 });
  await expect(dialog).toHaveCount(0);
  await app.ready();
  await expect.poll(async () => (await app.tokens()).packId).toBe('photo-vqvae-f8');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });

  test('the list of packs leads to the comparison, which fits the screen', async ({ app, page }) => {
    await app.open();
    await page.getByRole('button', { name: 'More' }).tap();
    await page.getByRole('menuitem', { name: /^Model pack/ }).tap();
    await page.getByRole('button', { name: /^Compare Photo autoencoder/ }).tap();
    const dialog = page.getByRole('dialog', { name: 'Compare' });
    await expect(dialog.getByRole('figure').filter({ hasText: 'numbers of 4 bits' })).toBeVisible({ timeout: 90_000 });
    const { x, width } = (await dialog.boundingBox())!;
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(390);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });
});
