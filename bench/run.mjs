// `npm run bench`: measures the built app in a real browser, prints a table, writes bench/results/latest.json.
// Timings come from the app's own User Timing spans (src/store/timing.ts); medians, with the spread beside them.
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumArguments, findChromium } from '../tests/browser/chromium.mjs';
import { measureEdits } from './edits.mjs';
import { measureFirstVisit } from './first-visit.mjs';
import { measureMemory } from './memory.mjs';
import { measurePhoto } from './photo.mjs';
import { measurePrior } from './prior.mjs';

const port = 4190;

const server = await preview({ preview: { port, open: false }, logLevel: 'error' });
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: [...chromiumArguments, '--enable-blink-features=ForceEagerMeasureMemory'],
});
try {
  const address = `http://localhost:${port}/`;
  const rows = [];
  for (const measure of [measureFirstVisit, measurePhoto, measureEdits, measurePrior, measureMemory]) {
    const measured = await measure(browser, address);
    for (const { name, median, unit } of measured) console.log(`${name}: ${median} ${unit}`);
    rows.push(...measured);
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Chromium ${browser.version()}, Node ${process.version}`;
  console.log(`\n${machine}\n`);
  console.table(Object.fromEntries(rows.map(({ name, ...figures }) => [name, figures])));
  const results = new URL('results/', import.meta.url);
  await mkdir(results, { recursive: true });
  await writeFile(
    new URL('latest.json', results),
    `${JSON.stringify({ machine, date: new Date().toISOString(), rows }, null, 2)}\n`,
  );
} finally {
  await browser.close();
  await server.close();
}
