// `npm run samples`: opens each sample that ships with a stored result in the built app, and saves what the app exports.
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumArguments, findChromium } from './chromium.mjs';

const storedSamples = [{ name: 'chelsea', title: 'Chelsea the cat' }];
const folder = new URL('../../public/samples/', import.meta.url);

const server = await preview({ preview: { port: 4180, open: false } });
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
try {
  const page = await browser.newPage();
  await page.goto('http://localhost:4180/');
  for (const { name, title } of storedSamples) {
    await page.getByRole('button', { name: 'Samples' }).first().click();
    await page.getByRole('button', { name: title }).click();
    // The comparison comes last: once it is there, the picture is whole.
    await page.getByText(/\d dB/).first().waitFor({ timeout: 120_000 });
    await page.getByRole('button', { name: 'Share' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: /Download PNG/ }).click();
    await (await download).saveAs(fileURLToPath(new URL(`${name}.tokens.png`, folder)));
  }
} finally {
  await browser.close();
  await server.close();
}
