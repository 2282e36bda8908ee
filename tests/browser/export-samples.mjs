// `npm run samples`: opens each sample in the built app and saves what it exports: the stored results that first visits show
// before any model is there, and that the code atlas looks through.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumArguments, findChromium } from './chromium.mjs';

const folder = new URL('../../public/samples/', import.meta.url);

const server = await preview({ preview: { port: 4180, open: false } });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
try {
  const page = await browser.newPage();
  await page.goto('http://localhost:4180/');
  const status = page.getByRole('contentinfo');
  const ready = () => status.getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
  await ready();
  const samples = page.getByRole('dialog').locator('li button');
  const openSamples = async () => {
    await page.getByRole('button', { name: /^Samples/ }).click();
    await samples.first().waitFor();
  };
  await openSamples();
  const count = await samples.count();
  for (let i = 0; i < count; i++) {
    if (i > 0) await openSamples();
    const sample = samples.nth(i);
    const photo = basename((await sample.locator('img').getAttribute('src')) ?? '');
    const title = (await sample.textContent()) ?? '';
    await sample.click();
    await page
      .getByRole('button', { name: /: open pictures$/ })
      .filter({ hasText: title })
      .waitFor();
    // Opened by hand, a sample is encoded: what the first visit shows until then may be another pack's stored result.
    await status.getByText('stored result').waitFor({ state: 'detached', timeout: 120_000 });
    await ready();
    await page.getByRole('button', { name: 'Share' }).click();
    const download = page.waitForEvent('download');
    // The app decodes what is due before it exports.
    await page.getByRole('menuitem', { name: /Download PNG/ }).click();
    await (await download).saveAs(fileURLToPath(new URL(photo.replace('.jpg', '.tokens.png'), folder)));
  }
} finally {
  await browser.close();
  await server.close();
}
