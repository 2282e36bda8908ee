// A first visit: when the sample is on screen, when one can paint on it, when a person's own photo is reconstructed that
// they drop at once, what was transferred, and the memory that it takes at its height; and a second visit.
import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { heap, megabytes, usage, watchBuffers } from './memory.mjs';
import { entriesFrom, openPage, row, spansFrom, waitForModel } from './page.mjs';
import { dropPhoto } from './photo.mjs';

const runs = 5;
const ownRuns = 3;
const ownPhoto = new URL('../public/samples/coffee.jpg', import.meta.url);

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
  const own = [];
  for (let run = 0; run < ownRuns; run++) {
    const page = await openPage(browser);
    own.push(await reconstructOwn(page, address));
    await page.context().close();
  }
  const kilobytes = (value) => Math.round(value / 1000);
  return [
    row('first visit: sample on screen', first, 'ms', '≤ 1000'),
    row('first visit: painting is live', ready, 'ms'),
    row('first visit: own photo, dropped at once, reconstructed', own, 'ms'),
    row('second visit: painting is live', again, 'ms', '≤ 1500'),
    { name: 'first visit: JS + CSS, gzip', median: kilobytes(bytes.code), unit: 'kB', target: '≤ 250' },
    { name: 'first visit: ONNX Runtime scripts, gzip', median: kilobytes(bytes.runtimeCode), unit: 'kB' },
    { name: 'first visit: ONNX Runtime wasm', median: kilobytes(bytes.runtime), unit: 'kB' },
    { name: 'first visit: pack', median: kilobytes(bytes.pack), unit: 'kB' },
    ...(await measureHeight(browser, address)),
  ];
}

/** @returns {Promise<number>} milliseconds from the start of the visit until the photo's reconstruction is whole */
async function reconstructOwn(page, address) {
  const photo = (await readFile(ownPhoto)).toString('base64');
  await page.goto(address);
  await spansFrom(page, 'tessera:first-picture', 0);
  await page.evaluate(async (photo) => {
    const bytes = Uint8Array.from(atob(photo), (character) => character.charCodeAt(0));
    Object.assign(window, { photo: new Blob([bytes], { type: 'image/jpeg' }) });
  }, photo);
  await dropPhoto(page, 'own.jpg');
  const [{ startTime, duration }] = await entriesFrom(page, 'tessera:photo', 0);
  return startTime + duration;
}

/** Memory is looked at all the time, which takes time: a visit of its own. */
async function measureHeight(browser, address) {
  const page = await openPage(browser);
  await watchBuffers(page);
  const seen = [];
  let over = false;
  const visit = reconstructOwn(page, address).finally(() => {
    over = true;
  });
  await page.waitForURL(address);
  while (!over) seen.push(await heap(page));
  await visit;
  const last = await usage(page);
  await page.context().close();
  return [
    { name: 'first visit: page and workers, at most', median: megabytes(Math.max(...seen, last.heap)), unit: 'MB' },
    { name: 'first visit: GPU buffers, at most', median: megabytes(last.gpu.peak), unit: 'MB' },
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
