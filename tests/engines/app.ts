// The app as a person meets it, in any browser: finds things by role and name, waits as they would, reads what is exported.
import type { SharedPicture } from '../../src/core/share/shared-grid.ts';
import { decodeTokensJson } from '../../src/core/share/tokens-json.ts';
import { type Browser, until } from './browser.ts';

const roles = {
  application: '[role=application]',
  button: 'button:not([role]), [role=button]',
  dialog: '[role=dialog]',
  menuitem: '[role^=menuitem]',
  notice: '[aria-label^=Notice] li',
  radio: '[role=radio], input[type=radio]',
  toolbar: '[role=toolbar]',
} as const;

type Role = keyof typeof roles;

interface Found {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly text: string;
  readonly enabled: boolean;
}

/** Runs in the page: what is visible of a selector's elements, named so. */
function findAll(selector: string, name: string): Found[] {
  const nameOf = (element: Element): string => {
    const labels = element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : null;
    const by = element.getAttribute('aria-labelledby')?.split(' ') ?? [];
    return (
      element.getAttribute('aria-label') ??
      ([...by.map((id) => document.getElementById(id)), ...(labels ?? [])].map((one) => one?.textContent).join(' ') ||
        (element.textContent ?? ''))
    ).trim();
  };
  const wanted = new RegExp(name);
  return [...document.querySelectorAll<HTMLElement>(selector)].flatMap((element) => {
    const visible = element.getClientRects().length > 0 && getComputedStyle(element).visibility !== 'hidden';
    if (!visible || !wanted.test(nameOf(element))) return [];
    element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const { x, y, width, height } = element.getBoundingClientRect();
    const text = element.textContent ?? '';
    const enabled = !element.matches(':disabled, [aria-disabled=true]');
    return [{ x, y, width, height, text, enabled }];
  });
}

export class App {
  readonly browser: Browser;
  readonly #origin: string;

  constructor(browser: Browser, origin: string) {
    this.browser = browser;
    this.#origin = origin;
  }

  async open(path = '/'): Promise<void> {
    await this.browser.goto(this.#origin + path);
    await this.ready();
  }

  /** The model is loaded, and the picture on screen is decoded and compared. */
  async ready(): Promise<void> {
    await until('“Ready”', async () => (await this.#status('[data-part=phase]')) === 'Ready', 120_000);
  }

  /** The encoder runs: the codes on screen are the photo's own, no stored ones. */
  async encoded(): Promise<void> {
    await until('the encoder', async () => /Encoder (WASM|WebGPU) \d/.test((await this.#status('')) ?? ''), 120_000);
    await this.ready();
  }

  async find(role: Role, name: string | RegExp = /(?:)/): Promise<Found | undefined> {
    const pattern = typeof name === 'string' ? `^${name}$` : name.source;
    return (await this.browser.evaluate(findAll, roles[role], pattern)).at(-1);
  }

  see(role: Role, name?: string | RegExp, timeout?: number): Promise<Found> {
    return until(`${role} ${name ?? ''}`, () => this.find(role, name), timeout);
  }

  async seeNone(role: Role, name?: string | RegExp, timeout?: number): Promise<void> {
    await until(`no ${role} ${name ?? ''}`, async () => !(await this.find(role, name)), timeout);
  }

  /** Once it is enabled and at rest. */
  async click(role: Role, name: string | RegExp): Promise<void> {
    let last: Found | undefined;
    const { x, y, width, height } = await until(`${role} ${name} to be clicked`, async () => {
      const before = last;
      last = await this.find(role, name);
      return last?.enabled && before && before.x === last.x && before.y === last.y ? last : null;
    });
    await this.browser.point({ to: [x + width / 2, y + height / 2] }, 'down', 'up');
  }

  /** A stroke on the mosaic, from and to given as fractions of the pane. */
  async drag(from: readonly [number, number], to: readonly [number, number]): Promise<void> {
    const { x, y, width, height } = await this.see('application');
    const at = (share: number) => ({
      to: [
        x + width * (from[0] + (to[0] - from[0]) * share),
        y + height * (from[1] + (to[1] - from[1]) * share),
      ] as const,
    });
    const steps = [0.2, 0.4, 0.6, 0.8, 1].map(at);
    await this.browser.point(at(0), 'down', ...steps, 'up');
  }

  /** Drops a file on the middle of the page. */
  async drop(file: { name: string; type: string; bytes: Buffer }): Promise<void> {
    await this.browser.evaluate(
      (name, type, base64) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], name, { type }));
        for (const event of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(event, { dataTransfer, bubbles: true, cancelable: true }));
        }
      },
      file.name,
      file.type,
      file.bytes.toString('base64'),
    );
  }

  /** The picture of this name is on screen, and its codes are, too. */
  async opened(name: string): Promise<void> {
    const shown = async () => (await this.find('button', /: open pictures$/))?.text.includes(name);
    await until(`“${name}” to open`, shown, 120_000);
    await this.ready();
  }

  /** The grid on screen, by way of the app's own export. */
  async tokens(): Promise<SharedPicture> {
    return decodeTokensJson((await this.#download(/tokens\.json/)).toString('utf8'));
  }

  /** The exported PNG, tokens inside. */
  png(): Promise<Buffer> {
    return this.#download(/Download PNG/);
  }

  /** Titles of what the app complained of. */
  async notices(): Promise<string[]> {
    return (await this.browser.evaluate(findAll, roles.notice, '')).map(({ text }) => text);
  }

  #status(selector: string): Promise<string | null> {
    return this.browser.evaluate(
      (part) => document.querySelector<HTMLElement>(`footer ${part}`)?.textContent ?? null,
      selector,
    );
  }

  /** Browsers ask people about downloads, each in its way: the link's file is taken where the app clicks on it. */
  async #download(item: RegExp): Promise<Buffer> {
    await this.browser.evaluate(() => {
      const { click } = HTMLAnchorElement.prototype;
      const { dataset } = document.documentElement;
      delete dataset.downloaded;
      HTMLAnchorElement.prototype.click = function () {
        HTMLAnchorElement.prototype.click = click;
        const reader = new FileReader();
        reader.onload = () => {
          dataset.downloaded = String(reader.result).split(',')[1];
        };
        void fetch(this.href)
          .then((response) => response.blob())
          .then((blob) => reader.readAsDataURL(blob));
      };
    });
    await this.click('button', 'Share');
    await this.click('menuitem', item);
    const base64 = await until(`the file of ${item}`, () =>
      this.browser.evaluate(() => document.documentElement.dataset.downloaded ?? null),
    );
    // It would take the next click.
    await this.seeNone('menuitem');
    return Buffer.from(base64, 'base64');
  }
}
