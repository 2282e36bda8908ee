// `npm run samples`: opens the built app as a first visit does, and saves what it exports of the first sample: the stored
// result that later first visits show before any model is there.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumArguments, findChromium } from './chromium.mjs';

const target = new URL('../../public/samples/chelsea.tokens.png', import.meta.url);

const server = await preview({ preview: { port: 4180, open: false } });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
try {
  const page = await browser.newPage();
  await page.goto('http://localhost:4180/');
  // Until the model has made its own codes the result stored before, perhaps another pack's, is on screen.
  const status = page.getByRole('contentinfo');
  await status.getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
  await status.getByText('stored result').waitFor({ state: 'detached', timeout: 120_000 });
  await page.getByRole('button', { name: 'Share' }).click();
  const download = page.waitForEvent('download');
  // The app decodes what is due before it exports.
  await page.getByRole('menuitem', { name: /Download PNG/ }).click();
  await (await download).saveAs(fileURLToPath(target));
} finally {
  await browser.close();
  await server.close();
}
