// The built folder on a plain static host: under a sub-path, without headers for cross-origin isolation.
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from './app.ts';

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

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname.replace(/^\/some\/where\//, '');
    const file = join(dist, path === '' ? 'index.html' : path);
    if (
      !request.url?.startsWith('/some/where/') ||
      !file.startsWith(dist) ||
      !existsSync(file) ||
      statSync(file).isDirectory()
    ) {
      response.writeHead(404).end();
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

test.afterAll(() => new Promise((resolve) => server.close(resolve)));

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
