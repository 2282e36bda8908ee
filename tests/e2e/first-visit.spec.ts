import type { Page } from '@playwright/test';
import { defaultPackId } from '../../src/engine/packs/default-pack.ts';
import { App, expect, onlyGrid, test } from './app.ts';
import { drawPicture } from './pictures.ts';

/** No model file, or none of these, arrives before the returned function is called. */
async function holdModel(page: Page, files: string | RegExp = '**/*.onnx'): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(files, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

test('a first visit shows the sample before any model, then the model takes over', async ({ app, page }) => {
  const release = await holdModel(page);
  await page.goto('/');
  await expect(app.documentName).toContainText('Chelsea the cat');
  await expect(app.mosaic).toHaveAccessibleName(/48 columns, 32 rows/);
  await expect(app.phase).toHaveText(/Loading the model: .* of \d\.\d+ MB|Starting the model/);
  release();
  await app.ready();
  await expect(page.getByText(/\d dB/).first()).toBeVisible();
  // The live result is the stored one: same pack, same picture.
  const live = await app.tokens();
  expect(onlyGrid(live)).toMatchObject({ width: 48, height: 32 });
  expect(live.packId).toBe(defaultPackId);
});

test('a photo brought before the model is on screen at once, until its codes are', async ({ app, page }) => {
  const release = await holdModel(page);
  await page.goto('/');
  const waiting = (name: string) => page.getByRole('figure').getByRole('img', { name });
  await app.choose(await drawPicture(page, { width: 300, height: 200, name: 'mine.png' }));
  await expect(waiting('mine.png')).toBeVisible();
  await expect(page.getByRole('figure')).toContainText(/Loading the model/);
  // What is no picture takes nobody's place; what is said of it goes with the next attempt.
  await app.choose({ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(app.notice(/broken.png.*could not be opened/)).toBeVisible();
  await expect(waiting('mine.png')).toBeVisible();
  // The latest picture counts.
  await app.choose(await drawPicture(page, { width: 300, height: 200, name: 'another.png' }));
  await expect(app.notice(/could not be opened/)).toHaveCount(0);
  await expect(waiting('another.png')).toBeVisible();
  await expect(waiting('mine.png')).toHaveCount(0);
  release();
  await app.ready();
  await expect(app.documentName).toContainText('another.png');
  await expect(waiting('another.png')).toHaveCount(0);
});

test('a person paints, live, before encoder and runtime are here; a photo waits for them', async ({ app, page }) => {
  const release = await holdModel(page, /encoder[^/]*\.onnx|ort-wasm[^/]*\.wasm/);
  await app.open();
  const before = await app.png();
  await app.drag([0.4, 0.45], [0.5, 0.5]);
  await app.ready();
  expect(await app.largestDifference(before, await app.png())).toBeGreaterThan(20);

  await app.choose(await drawPicture(page, { width: 300, height: 200, name: 'mine.png' }));
  await expect(app.phase).toHaveText('Preparing the encoder');
  await expect(page.getByRole('figure').getByRole('img', { name: 'mine.png' })).toBeVisible();
  release();
  await app.ready();
  await expect(app.documentName).toContainText('mine.png');
  await expect(page.getByText(/\d dB/).first()).toBeVisible();
});

test('a photo that the encoder never comes for says so; the next attempt fetches it', async ({ app, page }) => {
  await page.route(/encoder[^/]*\.onnx/, (route) => route.abort());
  await app.open();
  // The sample's own codes were wanted as well.
  await expect(app.notice(/could not be encoded/)).toBeVisible();
  await page.unroute(/encoder[^/]*\.onnx/);
  await app.choose(await drawPicture(page, { width: 300, height: 200, name: 'mine.png' }));
  await expect(app.documentName).toContainText('mine.png');
  await app.ready();
  await expect(page.getByText(/\d dB/).first()).toBeVisible();
  app.complaints.splice(0);
});

test('the hint says how to begin, then what to try next, and is gone once that is found', async ({ app, page }) => {
  await app.open();
  const hint = page.getByRole('note');
  await expect(hint).toContainText('Pick a code, paint on the mosaic');
  await app.drag([0.4, 0.45], [0.5, 0.5]);
  await expect(hint).toContainText('Next: select a part');
  await app.pickTool('Select');
  await app.drag([0.4, 0.45], [0.5, 0.5]);
  await expect(hint).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('toolbar', { name: 'Selection' })).toHaveCount(0);
  await expect(hint).toHaveCount(0);
});

test('news of the download that the browser delivers late does not take back that the model is ready', async ({
  app,
  page,
}) => {
  // Events of the engine come by a port, results by the worker itself: no browser keeps an order between the two.
  await page.addInitScript(() => {
    const listen = MessagePort.prototype.addEventListener as (...parameters: unknown[]) => void;
    MessagePort.prototype.addEventListener = function (this: MessagePort, type: string, ...rest: unknown[]) {
      const [listener, ...options] = rest as [(event: Event) => void];
      const late = (event: Event) => setTimeout(() => listener.call(this, event), 1500);
      listen.call(this, type, late, ...options);
    } as typeof MessagePort.prototype.addEventListener;
  });
  await app.open();
  await page.waitForTimeout(2000);
  await app.ready();
});

test('the second visit needs no network for the model', async ({ app, page }) => {
  await app.open();
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('.onnx')) asked.push(request.url());
  });
  await page.reload();
  await app.ready();
  expect(asked).toEqual([]);
});

test('the status line says what runs where, the details how long it took', async ({ app, page }) => {
  await app.open();
  const status = page.getByRole('contentinfo');
  await expect(status).toContainText(/Encoder WASM \d/);
  await expect(status).toContainText(/Quantizer (WebGPU|CPU) \d/);
  await expect(status).toContainText(/Decoder WASM \d/);
  await expect(status).toContainText('software');
});

test('? opens the shortcuts, Escape closes them', async ({ app, page }) => {
  await app.open();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: /shortcuts/i })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a model file that is not what its manifest says is refused, with advice', async ({ page }) => {
  const app = new App(page);
  await page.route('**/decoder*.onnx', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body[body.length >> 1] = body[body.length >> 1]! ^ 1;
    await route.fulfill({ response, body });
  });
  await page.goto('/');
  await expect(app.phase).toHaveText('The model is not running', { timeout: 60_000 });
  await expect(app.notice(/SHA-256 differs/)).toBeVisible();
  await expect(app.documentName).toContainText('Chelsea the cat');
  await page.unroute('**/decoder*.onnx');
  await page.getByRole('button', { name: 'Start it again' }).click();
  await app.ready();
});
