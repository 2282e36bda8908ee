// A first visit: when the sample is on screen, when the model is ready, what was transferred; and a second visit.
import { gzipSync } from 'node:zlib';
import { openPage, row, spansFrom, waitForModel } from './page.mjs';

const runs = 5;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measureFirstVisit(browser, address) {
  const first = [];
  const ready = [];
  const again = [];
  let bytes = { code: 0, runtimeCode: 0, runtime: 0, pack: 0 };
  for (let run = 0; run < runs; run++) {
    const page = await openPage(browser);
    const loaded = [];
    page.on('response', (response) => loaded.push(response));
    const start = performance.now();
    await page.goto(address);
    first.push((await spansFrom(page, 'tessera:first-picture', 0))[0]);
    await waitForModel(page);
    ready.push(performance.now() - start);
    if (run === 0) bytes = await transferred(loaded);
    const restart = performance.now();
    await page.reload();
    await waitForModel(page);
    again.push(performance.now() - restart);
    await page.context().close();
  }
  const kilobytes = (value) => Math.round(value / 1000);
  return [
    row('first visit: sample on screen', first, 'ms', '≤ 1000'),
    row('first visit: model ready', ready, 'ms'),
    row('second visit: model ready', again, 'ms'),
    { name: 'first visit: JS + CSS, gzip', median: kilobytes(bytes.code), unit: 'kB', target: '≤ 250' },
    { name: 'first visit: ONNX Runtime scripts, gzip', median: kilobytes(bytes.runtimeCode), unit: 'kB' },
    { name: 'first visit: ONNX Runtime wasm', median: kilobytes(bytes.runtime), unit: 'kB' },
    { name: 'first visit: pack', median: kilobytes(bytes.pack), unit: 'kB' },
  ];
}

/** Bytes by kind. The preview server does not compress: scripts and styles are counted as gzip would send them. */
async function transferred(responses) {
  const bytes = { code: 0, runtimeCode: 0, runtime: 0, pack: 0 };
  const seen = new Set();
  for (const response of responses) {
    const path = new URL(response.url()).pathname;
    // ONNX Runtime's threads ask for its script again; the browser has it.
    if (seen.has(path)) continue;
    seen.add(path);
    const body = await response.body().catch(() => null);
    if (!body) continue;
    if (/\.wasm$/.test(path)) bytes.runtime += body.length;
    else if (/\.onnx$|swatches/.test(path)) bytes.pack += body.length;
    else if (/\/ort[.-][^/]*\.m?js$/.test(path)) bytes.runtimeCode += gzipSync(body).length;
    else if (/\.(js|css)$/.test(path)) bytes.code += gzipSync(body).length;
  }
  return bytes;
}
