// Analysis by synthesis on the first sample: how long it takes, and what it brings.
import { entriesFrom, openPage, row, waitForModel } from './page.mjs';

const runs = 3;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measureBetterCodes(browser, address) {
  const page = await openPage(browser);
  await page.goto(address);
  await waitForModel(page);
  const times = [];
  const gains = [];
  for (let run = 0; run < runs; run++) {
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await page.getByRole('menuitem', { name: /^Find better codes/ }).click();
    const [{ duration, detail }] = await entriesFrom(page, 'tessera:better-codes', run);
    times.push(duration);
    gains.push(detail.now - detail.before);
    await page.keyboard.press('Control+z');
  }
  await page.context().close();
  return [
    row('better codes found for 48×32 tokens', times, 'ms'),
    { ...row('better codes: PSNR gained', gains, 'dB'), better: 'higher' },
  ];
}
