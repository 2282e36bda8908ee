// The benchmark page, driven as a person would: started, awaited, its report downloaded. The rows of nearest code.
import { readFile } from 'node:fs/promises';
import { notRun } from './check.mjs';
import { chosen, limitShare, naive, nearestCodeRatios, ratioName, shapeName, timingOf } from './ratios.mjs';

/** @typedef {import('./measure/protocol.ts').Report} Report */
/** @typedef {import('./page.mjs').Row} Row */

/**
 * @param {import('playwright').Browser} browser
 * @param {string} address
 * @param {{ quick: boolean }} options
 * @returns {Promise<Row[]>}
 */
export async function measureNearestCode(browser, address, { quick }) {
  const page = await browser.newPage();
  await page.goto(`${address}bench/`);
  await page.getByRole('radio', { name: quick ? 'Quick' : 'Usual' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  const end = page.getByText(/^(Done\.|The benchmark could not go on.*)$/);
  await end.waitFor({ timeout: 1_800_000 });
  const words = await end.textContent();
  if (words !== 'Done.') throw new Error(words);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download JSON' }).click();
  /** @type {Report} */
  const report = JSON.parse(await readFile(await (await download).path(), 'utf8'));
  await page.close();
  return rowsOf(report);
}

/** @param {Report} report */
function rowsOf({ rows }) {
  /** @type {Row[]} */
  const plain = rows.map((row) => {
    if (row.kind === 'limit') {
      const unit = row.unit === 'bytes/s' ? 'GB/s' : 'G multiply-adds/s';
      return { name: `limit: ${row.name}`, median: round(row.perSecond / 1e9), unit };
    }
    const name = `nearest code ${shapeName(row.shape)}: ${row.contender}`;
    const timing = timingOf(row);
    if (!timing) return { name, median: row.outcome.type, unit: '' };
    const { median, lowest, highest, runs } = timing.gpu ?? timing.wall;
    return { name, median: round(median), unit: 'ms', lowest: round(lowest), highest: round(highest), runs };
  });
  const ratios = nearestCodeRatios(rows).map(({ name, value }) => ({
    name,
    median: round(value),
    unit: '×',
    better: /** @type {const} */ ('higher'),
  }));
  const shares = rows.flatMap((row) => {
    const share = row.kind === 'nearest-code' && row.contender === chosen ? limitShare(row, rows) : null;
    if (share === null || row.kind !== 'nearest-code') return [];
    const name = `nearest code ${shapeName(row.shape)}: ${chosen}, of the multiply-add limit`;
    return [{ name, median: Math.round(100 * share), unit: '%', target: '≥ 60' }];
  });
  // Whoever takes longer than a row may says nothing of ours.
  const tooSlow = rows.flatMap((row) =>
    row.kind === 'nearest-code' && row.outcome.type === 'not-run' && (!row.ours || row.contender === naive)
      ? [{ name: ratioName(row), median: notRun, unit: '×', better: /** @type {const} */ ('higher') }]
      : [],
  );
  return [...plain, ...shares, ...ratios, ...tooSlow];
}

/** @param {number} value */
function round(value) {
  return Number(value.toPrecision(3));
}
