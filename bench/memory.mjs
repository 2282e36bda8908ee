// Five hundred edits: JavaScript memory of page and workers, and the GPU buffers of the worker, before and after.
import { chooseBrush, editTokens, openGrid } from './edits.mjs';
import { openPage, waitForModel } from './page.mjs';

const edits = 500;

/** Counts buffers as they come and go; runs in the worker before the engine. */
const countBuffers = `{
  let buffers = 0, bytes = 0, peak = 0;
  const create = GPUDevice.prototype.createBuffer;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = create.call(this, descriptor);
    buffers++; bytes += descriptor.size; peak = Math.max(peak, bytes);
    const destroy = buffer.destroy.bind(buffer);
    let gone = false;
    buffer.destroy = () => { if (!gone) { gone = true; buffers--; bytes -= descriptor.size; } destroy(); };
    return buffer;
  };
  const channel = new BroadcastChannel('bench-gpu');
  channel.onmessage = ({ data }) => { if (data === 'count') channel.postMessage({ buffers, bytes, peak }); };
}\n`;

/** @param {import('playwright').Browser} browser @param {string} address */
export async function measureMemory(browser, address) {
  const page = await openPage(browser);
  await watchBuffers(page);
  await page.goto(address);
  await waitForModel(page);
  await openGrid(page, 32);
  await chooseBrush(page, 1);
  await editTokens(page, 50);
  const before = await usage(page);
  await editTokens(page, edits, { from: 50 });
  const after = await usage(page);
  await page.context().close();
  return [
    {
      name: `${edits} edits: page and workers, before → after`,
      median: `${megabytes(before.heap)} → ${megabytes(after.heap)}`,
      unit: 'MB',
      target: 'flat',
    },
    {
      name: `${edits} edits: GPU buffers, before → after`,
      median: `${before.gpu.buffers} (${megabytes(before.gpu.bytes)} MB) → ${after.gpu.buffers} (${megabytes(after.gpu.bytes)} MB)`,
      unit: '',
      target: 'flat',
    },
  ];
}

/** @param {number} bytes */
export const megabytes = (bytes) => Math.round(bytes / 1e5) / 10;

/** Before the page is opened. @param {import('playwright').Page} page */
export async function watchBuffers(page) {
  await page.route('**/engine.worker*.js', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: countBuffers + (await response.text()) });
  });
}

/** What is in use now, garbage left out. @param {import('playwright').Page} page */
export async function usage(page) {
  const bytes = await heap(page);
  const gpu = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const channel = new BroadcastChannel('bench-gpu');
        channel.onmessage = ({ data }) => {
          if (typeof data === 'object') resolve(data);
        };
        channel.postMessage('count');
        setTimeout(() => resolve({ buffers: 0, bytes: 0, peak: 0 }), 3000);
      }),
  );
  return { heap: bytes, gpu };
}

/** Of page and workers, in bytes. @param {import('playwright').Page} page */
export async function heap(page) {
  return page.evaluate(async () => (await performance.measureUserAgentSpecificMemory()).bytes);
}
