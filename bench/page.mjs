// What every measurement does with a page: opens it with an observer of the app's spans, and waits for the model.
import { spreadOf } from './statistics.mjs';

/** @typedef {import('playwright').Browser} Browser */
/** @typedef {import('playwright').Page} Page */
/**
 * A line of the table. `better` marks a ratio that `--check` compares with the baseline, and says which way is better.
 * @typedef {{ name: string, median: number | string, unit: string, lowest?: number, highest?: number, runs?: number, target?: string, better?: 'higher' | 'lower' }} Row
 */

/**
 * A page of its own context: nothing cached, nothing stored.
 * @param {Browser} browser
 */
export async function openPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    const spans = [];
    new PerformanceObserver((list) => {
      for (const { name, startTime, duration, detail } of list.getEntries()) {
        spans.push({ name, startTime, duration, detail });
      }
    }).observe({ type: 'measure', buffered: true });
    Object.assign(window, { spans });
  });
  return page;
}

/** @param {Page} page */
export async function waitForModel(page) {
  await page.getByRole('contentinfo').getByText('Ready', { exact: true }).waitFor({ timeout: 120_000 });
}

/**
 * The next spans of a name, from the `from`-th on.
 * @param {Page} page
 * @param {string} name
 * @param {number} from
 * @returns {Promise<number[]>} milliseconds
 */
export async function spansFrom(page, name, from, count = 1) {
  return (await entriesFrom(page, name, from, count)).map(({ duration }) => duration);
}

/** How many spans of a name there have been. */
export async function spanCount(page, name) {
  return page.evaluate((name) => window.spans.filter((span) => span.name === name).length, name);
}

/**
 * The same with what the app says of them.
 * @param {Page} page
 * @param {string} name
 * @param {number} from
 * @returns {Promise<{ startTime: number, duration: number, detail: unknown }[]>}
 */
export async function entriesFrom(page, name, from, count = 1) {
  await page.waitForFunction(
    ({ name, total }) => window.spans.filter((span) => span.name === name).length >= total,
    { name, total: from + count },
    { timeout: 120_000, polling: 20 },
  );
  const all = await page.evaluate((name) => window.spans.filter((span) => span.name === name), name);
  return all.slice(from, from + count);
}

/**
 * @param {string} name
 * @param {number[]} values
 * @param {string} unit
 * @param {string} [target]
 * @returns {Row}
 */
export function row(name, values, unit, target) {
  const { median, lowest, highest, runs } = spreadOf(values);
  const round = (value) => Math.round(value * 10) / 10;
  return {
    name,
    median: round(median),
    unit,
    lowest: round(lowest),
    highest: round(highest),
    runs,
    ...(target ? { target } : {}),
  };
}
