// The built app in a real Chromium, for programs that use it for minutes: served, opened, and read by its own exports.
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { chromiumArguments, findChromium } from '../browser/chromium.mjs';

const port = Number(process.env.PORT ?? 4190);

/** Playwright's own words: a service worker would answer what is measured here. */
const blocked = 'Service Worker registration blocked by Playwright';

export const viewport = { width: 1440, height: 900 };

/**
 * Serves the build, opens it and hands it over; ends both afterwards.
 * @param {(app: App) => Promise<void>} use
 */
export async function withApp(use) {
  const server = await preview({ preview: { port, open: false, strictPort: true } });
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
  let app = null;
  try {
    const context = await browser.newContext({
      viewport,
      permissions: ['clipboard-read', 'clipboard-write'],
      serviceWorkers: 'block',
    });
    app = new App(await context.newPage());
    await app.page.goto(`http://localhost:${port}/`);
    await app.ready();
    await use(app);
  } catch (error) {
    const { page, complaints } = app ?? {};
    for (const complaint of complaints ?? []) console.error(complaint);
    const picture = join(tmpdir(), 'tessera-endurance.png');
    await page?.screenshot({ path: picture }).then(
      () => console.error(`The page as it was: ${picture}`),
      () => undefined,
    );
    throw error;
  } finally {
    await browser.close();
    await server.close();
  }
}

export class App {
  /** Everything that the console and uncaught errors said. @type {string[]} */
  complaints = [];

  /** @param {import('playwright').Page} page */
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(60_000);
    page.on('console', (message) => {
      if (!message.text().includes(blocked)) this.complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
    page.on('crash', () => this.complaints.push('the page crashed'));
  }

  get mosaic() {
    return this.page.getByRole('application');
  }

  async ready() {
    const phase = this.page.getByRole('contentinfo').locator('[data-part=phase]');
    await phase.and(this.page.getByText('Ready', { exact: true })).waitFor({ timeout: 180_000 });
  }

  /** Opens a photo of the program's own, the same for a seed. */
  async dropPhoto(seed, name = `photo ${seed}`) {
    await this.page.evaluate(
      async ({ seed, name }) => {
        const canvas = new OffscreenCanvas(320, 240);
        const context = canvas.getContext('2d');
        for (let i = 0; i < 60; i++) {
          context.fillStyle = `hsl(${(seed * 97 + i * 47) % 360} ${30 + ((i * 13) % 60)}% ${20 + ((i * 29) % 60)}%)`;
          context.fillRect((i * 53 + seed * 31) % 300, (i * 37) % 220, 20 + ((i * 7) % 90), 20 + ((i * 11) % 70));
        }
        const transfer = new DataTransfer();
        const blob = await canvas.convertToBlob({ type: 'image/png' });
        transfer.items.add(new File([blob], `${name}.png`, { type: 'image/png' }));
        for (const type of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }
      },
      { seed, name },
    );
    await this.page.getByRole('button', { name: new RegExp(`^${name}.*: open pictures$`) }).waitFor();
    await this.ready();
  }

  /**
   * The grids on screen, by the app's own export.
   * @returns {Promise<{ codebookSize: number, width: number, height: number, rows: number[][] }[]>} of each level
   */
  async tokens() {
    await this.page.getByRole('button', { name: 'Share' }).click();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('menuitem', { name: /tokens\.json/ }).click(),
    ]);
    const { levels, ...level } = JSON.parse(await readFile(await download.path(), 'utf8'));
    return levels ?? [level].map(({ codebookSize, width, height, rows }) => ({ codebookSize, width, height, rows }));
  }
}
