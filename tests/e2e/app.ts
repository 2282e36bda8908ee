// The app as a person meets it, for the journeys: opens it, waits as they would, reads what it exports.
import { readFile } from 'node:fs/promises';
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import type { SharedPicture } from '../../src/core/share/shared-grid.ts';
import { decodeTokensJson } from '../../src/core/share/tokens-json.ts';
import type { TokenGrid } from '../../src/core/token-grid.ts';
import { differing } from '../picture-difference.ts';

/** playwright.config.ts lets no service worker in, and says so. */
const blockedByTests = 'Service Worker registration blocked by Playwright';

export class App {
  readonly page: Page;
  /** Everything that the browser's console and uncaught errors said. */
  readonly complaints: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (!message.text().includes(blockedByTests)) this.complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`uncaught: ${error.message}`));
  }

  async open(path = '/'): Promise<void> {
    await this.page.goto(path);
    await this.ready();
  }

  /** The model is loaded, and the picture on screen is decoded and compared. */
  async ready(): Promise<void> {
    await expect(this.phase).toHaveText('Ready', { timeout: 60_000 });
  }

  get phase(): Locator {
    return this.page.getByRole('contentinfo').locator('[data-part=phase]');
  }

  /** The pane that the keyboard paints on; the mosaic where it stands beside the picture. */
  get mosaic(): Locator {
    return this.page.getByRole('application');
  }

  get documentName(): Locator {
    return this.page.getByRole('button', { name: /: open pictures$/ });
  }

  async choose(files: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: /^Open/ }).first().click();
    await this.page.getByRole('menuitem', { name: /Choose a file/ }).click();
    await (await chooser).setFiles(files);
  }

  /** Fits the open photo again, by the crop dialog. */
  async fitTo(shortSide: number): Promise<void> {
    await this.page.getByRole('button', { name: /Crop/ }).click();
    const dialog = this.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: String(shortSide) }).click();
    await dialog
      .getByRole('button', { name: /Apply|Use|Crop|Done/ })
      .last()
      .click();
    await expect(this.page.getByRole('contentinfo')).toContainText(
      new RegExp(`${shortSide} × \\d+ px|× ${shortSide} px`),
    );
  }

  async #download(item: RegExp): Promise<Buffer> {
    await this.page.getByRole('button', { name: 'Share' }).click();
    const download = this.page.waitForEvent('download');
    await this.page.getByRole('menuitem', { name: item }).click();
    return readFile(await (await download).path());
  }

  /** The grid on screen, by way of the app's own export. */
  async tokens(): Promise<SharedPicture> {
    return decodeTokensJson((await this.#download(/tokens\.json/)).toString('utf8'));
  }

  /** The exported PNG, tokens inside; the app decodes what is due before it exports. */
  png(): Promise<Buffer> {
    return this.#download(/Download PNG/);
  }

  /** Largest difference of any channel of any pixel between two PNGs of one size, in 8-bit steps. */
  largestDifference(a: Buffer, b: Buffer): Promise<number> {
    return this.page.evaluate(
      async ([first, second]) => {
        const pixels = async (base64: string) => {
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
          const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
          context.drawImage(bitmap, 0, 0);
          return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
        };
        const [one, other] = [await pixels(first!), await pixels(second!)];
        if (one.length !== other.length) return 255;
        return one.reduce((largest, value, i) => Math.max(largest, Math.abs(value - other[i]!)), 0);
      },
      [a.toString('base64'), b.toString('base64')],
    );
  }

  /** Red, green and blue of one pixel of a PNG. */
  async pixel(png: Buffer, x: number, y: number): Promise<number[]> {
    return this.page.evaluate(
      async ({ base64, x, y }) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
        context.drawImage(bitmap, 0, 0);
        return [...context.getImageData(x, y, 1, 1).data.slice(0, 3)];
      },
      { base64: png.toString('base64'), x, y },
    );
  }

  async pickTool(name: string): Promise<void> {
    await this.page.getByRole('radio', { name, exact: true }).click();
  }

  /** A stroke across the middle of the mosaic, from and to given as fractions of the pane. */
  async drag(from: readonly [number, number], to: readonly [number, number], pane = this.mosaic): Promise<void> {
    const box = await pane.boundingBox();
    if (!box) throw new Error('The pane is not on screen.');
    const { mouse } = this.page;
    await mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
    await mouse.down();
    await mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 6 });
    await mouse.up();
  }

  /** Drops files made in the page on the middle of it. */
  drop(...files: readonly { name: string; type: string; bytes: readonly number[] }[]): Promise<void> {
    return this.#drop(files, {});
  }

  /** Drops what browsers hand over without a file, by its types. */
  dropText(texts: Readonly<Record<string, string>>): Promise<void> {
    return this.#drop([], texts);
  }

  async #drop(
    files: readonly { name: string; type: string; bytes: readonly number[] }[],
    texts: Readonly<Record<string, string>>,
  ): Promise<void> {
    const transfer = await this.page.evaluateHandle(
      ([files, texts]) => {
        const data = new DataTransfer();
        for (const { name, type, bytes } of files) data.items.add(new File([new Uint8Array(bytes)], name, { type }));
        for (const [type, text] of Object.entries(texts)) data.setData(type, text);
        return data;
      },
      [files, texts] as const,
    );
    for (const event of ['dragenter', 'dragover', 'drop']) {
      await this.page.dispatchEvent('body', event, { dataTransfer: transfer });
    }
  }

  async paste(file: { name: string; type: string; bytes: readonly number[] }): Promise<void> {
    await this.page.evaluate(({ name, type, bytes }) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], name, { type }));
      document.body.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, file);
  }

  notice(text: string | RegExp): Locator {
    return this.page.getByRole('listitem').filter({ hasText: text });
  }
}

/** The grid of a pack of one level. */
export function onlyGrid({ levels }: SharedPicture): TokenGrid {
  if (levels.length !== 1) throw new Error(`There are ${levels.length} levels.`);
  return levels[0]!.grid;
}

/** Every journey ends with an empty console. */
export const test = base.extend<{ app: App }>({
  app: async ({ page }, use) => {
    const app = new App(page);
    await use(app);
    expect(app.complaints).toEqual([]);
  },
});

export { differing, expect };
