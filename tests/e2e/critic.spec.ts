// The critic's opinion: over both pictures, explained, live after an edit; its file only for who asks for it.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './app.ts';

test('the critic’s map lies over both pictures, follows edits, and is fetched when first asked for', async ({
  app,
  page,
}) => {
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('discriminator')) fetched.push(request.url());
  });
  await app.open();
  expect(fetched).toEqual([]);
  const stage = page.getByRole('region', { name: 'Stage' });
  await page.getByRole('radio', { name: 'Split' }).click();
  const split = await stage.screenshot();
  await page.getByRole('radio', { name: 'Critic' }).click();
  const legend = stage.getByRole('figure').filter({ hasText: 'What the critic thinks of each patch' });
  await expect(legend).toContainText(/looks made.*looks real/);
  const averages = async () => {
    await expect(legend).toContainText(/photo [−+]\d\.\d\d, reconstruction [−+]\d\.\d\d/);
    return /photo ([−+]\d\.\d\d), reconstruction ([−+]\d\.\d\d)/.exec((await legend.textContent())!)!.slice(1);
  };
  const [photo, reconstruction] = await averages();
  expect(fetched.length).toBe(1);
  // Left and right of the divider something lies over the pictures.
  const judged = await stage.screenshot();
  expect(judged.equals(split)).toBe(false);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);

  // A stripe of one code across the picture: of the photo it thinks what it thought, of the reconstruction something else.
  await app.drag([0.2, 0.5], [0.8, 0.5]);
  await expect.poll(async () => (await averages())[1]).not.toBe(reconstruction);
  expect((await averages())[0]).toBe(photo);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await averages())[1]).toBe(reconstruction);
  expect(fetched.length).toBe(1);
});

test('a pack without a critic offers none, and shows the split in its place', async ({ app, page }) => {
  await app.open();
  await page.getByRole('radio', { name: 'Critic' }).click();
  await page.getByRole('button', { name: /^Model pack/ }).click();
  await page.getByRole('radio', { name: /^Photo VQ-VAE f8/ }).click();
  await expect(page.getByRole('radio', { name: /^Photo VQ-VAE f8/ })).toBeChecked();
  await page.keyboard.press('Escape');
  await app.ready();
  await expect(page.getByRole('radio', { name: 'Critic' })).toHaveCount(0);
  await expect(page.getByRole('radio', { name: 'Split' })).toBeChecked();
});
