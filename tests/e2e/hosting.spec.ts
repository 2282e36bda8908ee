// The built folder on a plain static host: under a sub-path, without headers for cross-origin isolation.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differing, expect, test } from './app.ts';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webmanifest': 'application/manifest+json',
};

let server: Server;
let origin: string;
/** What the host sends for the page, after an update of the site. */
let updatedPage: string | null = null;

test.beforeEach(async () => {
  updatedPage = null;
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname.replace(/^\/some\/where\//, '');
    // As many hosts do: a folder stands for the page in it.
    if (path === 'learn/index.html') {
      response.writeHead(307, { Location: '/some/where/learn/' }).end();
      return;
    }
    const file = join(dist, path === '' || path.endsWith('/') ? `${path}index.html` : path);
    if (
      !request.url?.startsWith('/some/where/') ||
      !file.startsWith(dist) ||
      !existsSync(file) ||
      statSync(file).isDirectory()
    ) {
      response.writeHead(404).end();
      return;
    }
    if (updatedPage !== null && file.endsWith('index.html')) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(updatedPage);
      return;
    }
    response.writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The static host has no port.');
  origin = `http://localhost:${address.port}`;
});

test.afterEach(() => stopServer());

async function stopServer(): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

test('the page works under a sub-path', async ({ app, page }) => {
  const missing: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) missing.push(response.url());
  });
  await app.open(`${origin}/some/where/`);
  await expect(page.getByRole('contentinfo')).toContainText(/\d threads?/);
  await app.drag([0.4, 0.4], [0.6, 0.5]);
  await expect(page.getByRole('button', { name: 'Undo' })).toBeEnabled();
  expect(missing).toEqual([]);
});

test('so does the benchmark, with everything that it loads', async ({ page }) => {
  const missing: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) missing.push(response.url());
  });
  await page.goto(`${origin}/some/where/bench/index.html?shapes=16x64x8`);
  await page.getByRole('radio', { name: 'Quick' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('Done.', { exact: true })).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText(/not cross-origin isolated/)).toBeVisible();
  await expect(page.getByRole('rowheader', { name: 'ONNX Runtime, WebAssembly' })).toBeVisible();
  expect(missing).toEqual([]);
});

test.describe('with its service worker', () => {
  test.use({ serviceWorkers: 'allow' });

  test('the second visit has threads, sees an update of the site, and needs no network', async ({ app, page }) => {
    await app.open(`${origin}/some/where/`);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    await expect(page.getByRole('contentinfo')).toContainText('1 thread');
    await app.drag([0.4, 0.4], [0.6, 0.5]);
    const painted = await app.tokens();
    // Autosave waits for a rest of 0.4 s.
    await page.waitForTimeout(1500);
    // The service worker keeps the app and the runtime in use once the model is ready.
    await page.waitForFunction(
      async () => {
        const [name] = (await caches.keys()).filter((key) => key.startsWith('tessera-shell-'));
        const kept = name ? await (await caches.open(name)).keys() : [];
        return kept.some((request) => request.url.endsWith('.wasm')) && navigator.serviceWorker.controller !== null;
      },
      null,
      { polling: 250 },
    );
    // Browsers refuse an answer that was sent on where they asked for a page.
    const sentOn = () => caches.match(new URL('learn/index.html', location.href)).then((kept) => kept?.redirected);
    expect(await page.evaluate(sentOn)).toBe(false);
    await page.reload();
    await app.ready();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await expect(page.getByRole('contentinfo')).toContainText(/[2-9] threads/);

    updatedPage = readFileSync(join(dist, 'index.html'), 'utf8').replace('<title>', '<title>Updated ');
    await page.reload();
    await expect(page).toHaveTitle(/^Updated /);

    await stopServer();
    await page.reload();
    await app.ready();
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(differing(painted, await app.tokens())).toBe(0);
    await app.drag([0.3, 0.6], [0.5, 0.6]);
    expect(differing(painted, await app.tokens())).toBeGreaterThan(0);
    await page.getByRole('button', { name: /^Settings/ }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    // Without network the browser itself says what it could not reach.
    app.complaints.length = 0;
  });
});

test('so does the tour', async ({ app, page }) => {
  const missing: string[] = [];
  page.on('response', (response) => {
    if (response.status() >= 400) missing.push(response.url());
  });
  await page.goto(`${origin}/some/where/learn/#nearest-code`);
  await expect(page.getByRole('img', { name: /The decoded patch/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole('link', { name: 'Tessera, the app' }).click();
  await app.ready();
  expect(missing).toEqual([]);
});
