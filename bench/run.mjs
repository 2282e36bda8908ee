// `npm run bench`: measures the built app in a real browser, prints a table, writes bench/results/latest.json.
//   --only edits,prior   these suites alone
//   --quick              less of the suites that can do less
//   --check              compares ratios with bench/baseline.json, and fails where one has lost more than a quarter
//   --save               makes this run's ratios the baseline of its adapter
// Timings come from the app's own User Timing spans (src/store/timing.ts) and from the benchmark page.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumArguments, findChromium } from '../tests/browser/chromium.mjs';
import { measureBetterCodes } from './better-codes.mjs';
import { compare, losses, ratiosIn, tolerance } from './check.mjs';
import { measureEdits } from './edits.mjs';
import { measureFirstVisit } from './first-visit.mjs';
import { measureLevels } from './levels.mjs';
import { measureMemory } from './memory.mjs';
import { measureNearestCode } from './nearest-code.mjs';
import { measurePhoto } from './photo.mjs';
import { measurePrior } from './prior.mjs';

/**
 * Each takes a browser, the app's address and the options, and gives rows (page.mjs).
 * @type {Record<string, (browser: import('playwright').Browser, address: string, options: { quick: boolean }) => Promise<import('./page.mjs').Row[]>>}
 */
const suites = {
  'nearest-code': measureNearestCode,
  'first-visit': measureFirstVisit,
  photo: measurePhoto,
  'better-codes': measureBetterCodes,
  edits: measureEdits,
  levels: measureLevels,
  prior: measurePrior,
  memory: measureMemory,
};

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    save: { type: 'boolean', default: false },
  },
});
const chosen = options.only?.split(',') ?? Object.keys(suites);
const unknown = chosen.filter((name) => !(name in suites));
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

const baselineFile = new URL('baseline.json', import.meta.url);
const port = 4190;
const server = await preview({ preview: { port, open: false }, logLevel: 'error' });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [...chromiumArguments, '--enable-blink-features=ForceEagerMeasureMemory'],
});
try {
  const address = `http://localhost:${port}/`;
  const adapter = await adapterName(browser, address);
  /** @type {Record<string, import('./page.mjs').Row[]>} */
  const rows = {};
  for (const name of chosen) {
    rows[name] = await suites[name](browser, address, options);
    for (const { name: row, median, unit } of rows[name]) console.log(`${row}: ${median} ${unit}`);
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, ${adapter}, Chromium ${browser.version()}, Node ${process.version}`;
  console.log(`\n${machine}\n`);
  console.table(
    Object.fromEntries(chosen.flatMap((suite) => rows[suite].map(({ name, ...figures }) => [name, figures]))),
  );
  const results = new URL('results/', import.meta.url);
  await mkdir(results, { recursive: true });
  const date = new Date().toISOString();
  await writeJson(new URL('latest.json', results), { machine, date, rows: chosen.flatMap((suite) => rows[suite]) });
  if (options.check) process.exitCode = await check(adapter, rows);
  if (options.save) await save(adapter, { machine, date, ratios: ratiosIn(rows) });
} finally {
  await browser.close();
  await server.close();
}

/** The adapter that the app gets: ratios of one say nothing of another. */
async function adapterName(browser, address) {
  const page = await browser.newPage();
  await page.goto(`${address}bench/`);
  const name = await page.evaluate(async () => {
    const info = (await navigator.gpu?.requestAdapter())?.info;
    return info ? info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') : 'no adapter';
  });
  await page.close();
  return name;
}

async function check(adapter, rows) {
  const baseline = (await readBaselines())[adapter];
  if (!baseline) {
    console.error(`There is no baseline for "${adapter}": make one with --save.`);
    return 1;
  }
  const comparisons = compare(baseline.ratios, rows);
  console.log(`\nAgainst the baseline of ${baseline.date} (${baseline.machine}):`);
  console.table(
    Object.fromEntries(
      comparisons.map(({ name, before, now, loss }) => [name, { before, now, loss: `${Math.round(100 * loss)} %` }]),
    ),
  );
  const lost = losses(comparisons);
  for (const { name, before, now } of lost) {
    console.error(`Lost more than ${100 * tolerance} %: ${name}: ${before} before, ${now ?? 'not measured'} now`);
  }
  return lost.length > 0 ? 1 : 0;
}

/** Suites that were not run keep their ratios. */
async function save(adapter, { machine, date, ratios }) {
  const baselines = await readBaselines();
  baselines[adapter] = { machine, date, ratios: { ...baselines[adapter]?.ratios, ...ratios } };
  await writeJson(baselineFile, baselines);
}

/** By adapter. */
async function readBaselines() {
  try {
    return JSON.parse(await readFile(baselineFile, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

async function writeJson(file, value) {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`);
}
