// What may go wrong, and does not cost the person anything: a lost device, a dead worker, forced and missing backends.
import type { Page } from '@playwright/test';
import { type App, differing, expect, test } from './app.ts';

async function chooseBackend(page: Page, stage: string, backend: string): Promise<void> {
  await page.getByRole('button', { name: /^Settings/ }).click();
  await page.getByLabel(new RegExp(`^${stage}`)).selectOption(backend);
  await page.keyboard.press('Escape');
}

async function paintAndCheck(app: App): Promise<void> {
  const before = await app.png();
  await app.pickTool('Brush');
  await app.drag([0.45, 0.45], [0.55, 0.5]);
  expect(await app.largestDifference(before, await app.png())).toBeGreaterThan(8);
  await app.page.keyboard.press('Control+z');
  expect(await app.largestDifference(before, await app.png())).toBe(0);
}

test('a worker that dies is replaced, and the work goes on', async ({ app, page }) => {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    const Original = window.Worker;
    window.Worker = class extends Original {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        if (options?.name?.startsWith('engine-')) workers.push(this);
      }
    };
    Object.assign(window, { killEngine: () => workers.at(-1)?.terminate() });
  });
  await app.open();
  await app.drag([0.4, 0.4], [0.6, 0.4]);
  const painted = await app.tokens();
  await page.evaluate(() => (window as unknown as { killEngine: () => void }).killEngine());
  await expect(app.notice('The engine is starting again')).toBeVisible();
  await app.ready();
  expect(differing(painted, await app.tokens())).toBe(0);
  await paintAndCheck(app);
});

test('a lost GPU device is replaced, and the work goes on', async ({ app, page }) => {
  // The device lives in the worker: its script gets a hook that destroys it on demand.
  await page.route('**/engine.worker*.js', async (route) => {
    const response = await route.fetch();
    const hook = `{
      const request = GPUAdapter.prototype.requestDevice;
      GPUAdapter.prototype.requestDevice = async function (...options) {
        const device = await request.apply(this, options);
        new BroadcastChannel('test-lose-device').onmessage = () => device.destroy();
        return device;
      };
    }\n`;
    await route.fulfill({ response, body: hook + (await response.text()) });
  });
  await app.open();
  await chooseBackend(page, 'Quantizer', 'webgpu');
  await app.ready();
  await app.drag([0.4, 0.4], [0.6, 0.4]);
  const painted = await app.tokens();
  await page.evaluate(() => new BroadcastChannel('test-lose-device').postMessage('now'));
  await expect(app.notice('The engine is starting again')).toBeVisible();
  await app.ready();
  expect(differing(painted, await app.tokens())).toBe(0);
  await paintAndCheck(app);
});

test('each backend can be forced, and the status line says so', async ({ app, page }) => {
  await app.open();
  const status = page.getByRole('contentinfo');
  for (const [choice, name] of [
    ['cpu', 'CPU'],
    ['webgpu', 'WebGPU'],
  ] as const) {
    await chooseBackend(page, 'Quantizer', choice);
    await app.ready();
    await expect(status).toContainText(`Quantizer ${name}`);
    await paintAndCheck(app);
  }
});

test('the prior on a software GPU writes tokens, can be stopped, and the details say where it runs', async ({
  app,
  page,
}) => {
  await app.open();
  await chooseBackend(page, 'Prior, token by token', 'webgpu');
  await app.ready();
  await page.getByRole('button', { name: /^Prior/ }).click();
  await page.getByRole('radio', { name: 'Token by token', exact: true }).click();
  await page.getByRole('button', { name: 'Generate', exact: true }).click();
  await expect(page.getByText(/^[1-9]\d* of 256/).first()).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).first().click();
  await page.getByRole('contentinfo').getByRole('button').first().click();
  await expect(page.getByRole('row', { name: 'Prior, token by token WebGPU' })).toBeVisible();
});

test('the decoder on a software GPU gives the same picture as on WebAssembly', async ({ app, page }) => {
  await app.open();
  // A small picture: a software GPU takes seconds for a large one.
  await app.fitTo(128);
  await expect(app.mosaic).toHaveAccessibleName(/24 columns, 16 rows/);
  const onWasm = await app.png();
  await chooseBackend(page, 'Decoder', 'webgpu');
  await app.ready();
  await expect(page.getByRole('contentinfo')).toContainText('Decoder WebGPU');
  await app.drag([0.45, 0.45], [0.55, 0.5]);
  await page.keyboard.press('Control+z');
  expect(await app.largestDifference(onWasm, await app.png())).toBeLessThanOrEqual(1);
});

test('without WebGPU everything works, calmly', async ({ app, page }) => {
  await page.route('**/engine.worker*.js', async (route) => {
    const response = await route.fetch();
    const hook = "Object.defineProperty(navigator, 'gpu', { value: undefined });\n";
    await route.fulfill({ response, body: hook + (await response.text()) });
  });
  await app.open();
  await expect(page.getByRole('contentinfo')).toContainText('No GPU in use');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await paintAndCheck(app);
});
