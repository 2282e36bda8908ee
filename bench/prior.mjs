// The priors: grids of two sizes written token by token, a hole filled by the masked one, the picture decoded as they come;
// memory over twenty of them; the same forced onto WebGPU; and the step graph alone beside the app.
import { readdir, readFile } from 'node:fs/promises';
import { chooseBrush } from './edits.mjs';
import { heap, megabytes } from './memory.mjs';
import { openPage, row, spanCount, spansFrom, waitForModel } from './page.mjs';
import { measurePriorLoops } from './prior-loops.mjs';

const runs = 20;
const roundsOfKinds = 5;

/** Milliseconds between two runs: pictures are compared and kept once they have come to rest. */
const rest = 500;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measurePrior(browser, address) {
  const page = await openPage(browser);
  await page.goto(address);
  await waitForModel(page);
  await page.getByRole('button', { name: /^Prior/ }).click();
  await chooseKind(page, 'Token by token');
  // The first run fetches the prior and warms it up.
  await generate(page, 0);
  const small = [];
  let heapBefore = 0;
  for (let run = 1; run <= runs; run++) {
    small.push(await generate(page, run));
    if (run === 2) heapBefore = await heap(page);
  }
  const heapAfter = await heap(page);
  await page.getByLabel('Picture').last().selectOption({ index: 1 });
  const large = [await generate(page, runs + 1), await generate(page, runs + 2)];
  await page.context().close();
  const loops = await measurePriorLoops(browser, address, await packWith('autoregressive'));
  return [
    row('prior: 16×16 written, decoding included', small, 'ms', '≤ 500'),
    row('prior: 16×16, decoding included', small.map(perSecond(256)), 'tokens/s'),
    row('prior: 32×32 written through windows, decoding included', large, 'ms'),
    row('prior: 32×32 through windows, decoding included', large.map(perSecond(1024)), 'tokens/s'),
    {
      name: `prior: ${runs} pictures: page and workers, before → after`,
      median: `${megabytes(heapBefore)} → ${megabytes(heapAfter)}`,
      unit: 'MB',
      target: 'flat',
    },
    ...loops,
    ...besides(row('', small.map(perSecond(256)), '').median, loops),
    ...(await measureHole(browser, address)),
    ...(await measureKinds(browser, address)),
    ...(await measureOnWebGpu(browser, address)),
  ];
}

/** Written token by token on the adapter, if there is one; of a software one, the first tokens are enough. */
async function measureOnWebGpu(browser, address) {
  const page = await openPage(browser);
  await page.goto(address);
  await waitForModel(page);
  const status = await page.getByRole('contentinfo').textContent();
  if (status.includes('No GPU in use')) return [];
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByLabel(/^Prior, token by token/).selectOption('webgpu');
  await page.keyboard.press('Escape');
  await waitForModel(page);
  await page.getByRole('button', { name: /^Prior/ }).click();
  await chooseKind(page, 'Token by token');
  const software = status.includes('(software)');
  const adapter = software ? 'a software adapter' : 'WebGPU';
  const name = `prior: on ${adapter}, the picture decoded meanwhile`;
  if (!software) {
    const written = [];
    for (let run = 0; run < 8; run++) written.push((1000 * 256) / (await generate(page, run)));
    await page.context().close();
    return [row(name, written.slice(1), 'tokens/s')];
  }
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  const pace = page.getByText(/^[2-9][0-9] of 256 · \d+ tokens\/s/).first();
  await pace.waitFor({ timeout: 120_000 });
  const perSecond = Number(/(\d+) tokens/.exec(await pace.textContent())[1]);
  await page.context().close();
  return [row(name, [perSecond], 'tokens/s')];
}

/** @param {number} appPace tokens/s in the app */
function besides(appPace, loops) {
  const [bare] = loops;
  if (!bare) return [];
  const name = 'prior: tokens/s in the app, decoding included, over those of the bare loop';
  return [{ name, median: Math.round((100 * appPace) / bare.median) / 100, unit: '×', better: 'higher' }];
}

/** How each kind is named in the prior's panel. */
const kinds = { autoregressive: 'Token by token', pixelcnn: 'PixelCNN', masked: 'In steps' };

/** 16×16 tokens by each kind of prior, in turns: on the first pack that has all of them. */
async function measureKinds(browser, address) {
  const pack = await packWith(...Object.keys(kinds));
  if (!pack) return [];
  const page = await openPage(browser);
  await page.goto(`${address}?pack=${pack}`);
  await waitForModel(page);
  await page.getByRole('button', { name: /^Prior/ }).click();
  const written = Object.keys(kinds).map((kind) => ({ kind, times: [] }));
  let run = 0;
  for (let round = 0; round <= roundsOfKinds; round++) {
    for (const { kind, times } of written) {
      await chooseKind(page, kinds[kind]);
      const milliseconds = await generate(page, run++);
      // The first run of each fetches it.
      if (round > 0) times.push(milliseconds);
    }
  }
  await page.context().close();
  return written.map(({ kind, times }) =>
    row(`prior of kind ${kind}: 16×16 on ${pack}, decoding included`, times.map(perSecond(256)), 'tokens/s'),
  );
}

const perSecond = (tokens) => (milliseconds) => (1000 * tokens) / milliseconds;

/** A hole of 8×8 cells in the sample's grid, filled by the masked prior of the first pack that has one. */
async function measureHole(browser, address) {
  const pack = await packWith('masked');
  if (!pack) return [];
  const page = await openPage(browser);
  await page.goto(`${address}?pack=${pack}`);
  await waitForModel(page);
  await page.getByRole('button', { name: /^Prior/ }).click();
  await chooseKind(page, 'In steps');
  await page.keyboard.press('w');
  await chooseBrush(page, 8);
  await page.getByRole('application').click();
  await page.getByRole('radio', { name: 'Regenerate' }).click();
  await page.getByText(/^64 cells will be written anew/).waitFor();
  const filled = [];
  for (let run = 0; run < 8; run++) {
    await page.keyboard.press('Shift+r');
    filled.push((await spansFrom(page, 'tessera:written', run))[0]);
  }
  await page.context().close();
  // The first run fetches the prior.
  return [row('prior: hole of 8×8 filled in 8 steps, decoding included', filled.slice(1), 'ms', '≤ 1000')];
}

/** Where the pack brings both kinds there is a choice. */
async function chooseKind(page, name) {
  const choice = page.getByRole('radio', { name, exact: true });
  if ((await choice.count()) > 0) await choice.click();
}

/** The first shipped pack with priors of all these types; null without one. */
async function packWith(...types) {
  const packs = new URL('../models/packs/', import.meta.url);
  for (const id of (await readdir(packs)).sort()) {
    const { priors = [] } = JSON.parse(await readFile(new URL(`${id}/manifest.json`, packs), 'utf8'));
    if (types.every((type) => priors.some((prior) => prior.type === type))) return id;
  }
  return null;
}

/** @returns {Promise<number>} milliseconds from the run's start to the pixels of its last token */
async function generate(page, run) {
  await page.getByRole('button', { name: 'Another seed', exact: true }).click();
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  const [milliseconds] = await spansFrom(page, 'tessera:written', run);
  // The picture that comes back is decoded anew: the next run does not share the processor with that.
  const wholes = await spanCount(page, 'tessera:whole');
  await page.getByRole('button', { name: 'Drop the proposals' }).click();
  await spansFrom(page, 'tessera:whole', wholes);
  await page.waitForTimeout(rest);
  return milliseconds;
}
