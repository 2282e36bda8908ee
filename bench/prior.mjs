// The prior: grids of two sizes written token by token, the picture decoded as they come; memory over twenty of them.
import { openPage, row, spansFrom, waitForModel } from './page.mjs';

const runs = 20;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measurePrior(browser, address) {
  const page = await openPage(browser);
  await page.goto(address);
  await waitForModel(page);
  await page.getByRole('button', { name: /^Prior/ }).click();
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
  const perSecond = (tokens) => (milliseconds) => (1000 * tokens) / milliseconds;
  const megabytes = (bytes) => Math.round(bytes / 1e5) / 10;
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
  ];
}

/** @returns {Promise<number>} milliseconds from the run's start to the pixels of its last token */
async function generate(page, run) {
  await page.getByRole('button', { name: 'Another seed', exact: true }).click();
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  const [milliseconds] = await spansFrom(page, 'tessera:written', run);
  await page.getByRole('button', { name: 'Drop the proposals' }).click();
  return milliseconds;
}

async function heap(page) {
  return page.evaluate(async () => (await performance.measureUserAgentSpecificMemory()).bytes);
}
