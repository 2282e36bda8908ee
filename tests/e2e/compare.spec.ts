// Compare: every pack and every encoder that the browser has, on the open photo, at the same bytes.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './app.ts';

test('packs and codecs side by side, one divider and one zoom; the work is left alone', async ({ app, page }) => {
  await app.open();
  const before = await app.tokens();
  await page.getByRole('button', { name: /^Model pack/ }).click();
  await page.getByRole('button', { name: /^Compare/ }).click();
  const dialog = page.getByRole('dialog');
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
  await page.keyboard.press('Escape');
  expect(await app.tokens()).toEqual(before);
});
