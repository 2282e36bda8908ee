// A pack of two levels: one token of the top grid edited, and one of the bottom grid. A top token covers four cells of the
// grid that is decoded.
import { chooseBrush, decoderMs, duration, editTokens, overLeast, quotient, rest } from './edits.mjs';
import { openPage, row, waitForModel } from './page.mjs';
import { spreadOf } from './statistics.mjs';

const pack = 'photo-vqvae2';
const edits = 30;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measureLevels(browser, address) {
  const page = await openPage(browser);
  await page.goto(`${address}?pack=${pack}`);
  await waitForModel(page);
  await page.getByRole('toolbar', { name: 'Levels' }).waitFor();
  const rows = [];
  for (const [i, level] of ['top', 'bottom'].entries()) {
    if (i > 0) await page.keyboard.press('v');
    await page.getByRole('radio', { name: new RegExp(`^${level}, `, 'i'), checked: true }).waitFor();
    await chooseBrush(page, 1);
    const times = await editTokens(page, edits, { from: i * edits, pause: rest });
    rows.push(row(`two levels: one ${level} token edited → pixels`, times.map(duration), 'ms'));
    rows.push(row(`of that the decode, ${level} token`, times.map(decoderMs), 'ms'));
    const { median } = spreadOf(times.map(overLeast));
    rows.push(quotient(`two levels: multiply-adds of one ${level} token over the least`, median, '1', 'lower'));
  }
  await page.context().close();
  return rows;
}
