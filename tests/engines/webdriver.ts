// A browser driven by the W3C's WebDriver commands, by whatever way they reach it.
import { type Browser, type PointerStep, pause, until } from './browser.ts';

export type Command =
  | 'NewSession'
  | 'SetTimeouts'
  | 'Navigate'
  | 'ExecuteAsyncScript'
  | 'PerformActions'
  | 'GetWindowRect'
  | 'SetWindowRect';

/** The way to a browser: made with it, and closed with it. */
export interface Transport {
  readonly gone: boolean;
  send(command: Command, parameters?: object): Promise<unknown>;
  close(): Promise<void>;
}

interface Rect {
  readonly width: number;
  readonly height: number;
}

const longest = 150_000;

/** Runs in the page: the last argument is WebDriver's callback. */
const script = `
  const done = arguments[arguments.length - 1];
  Promise.resolve()
    .then(() => (WORK)(...arguments[0]))
    .then((value) => done(JSON.stringify({ value })), (error) => done(JSON.stringify({ error: String(error) })));
`;

/** @param capabilities what the session is asked for, beside nothing */
export async function openSession(transport: Transport, capabilities: object): Promise<Browser> {
  const session = (await transport.send('NewSession', { capabilities: { alwaysMatch: capabilities } })) as {
    capabilities: { browserName: string; browserVersion: string };
  };
  await transport.send('SetTimeouts', { script: longest, pageLoad: longest, implicit: 0 });
  const { browserName, browserVersion } = session.capabilities;
  return new WebDriver(`${browserName} ${browserVersion}`, transport);
}

class WebDriver implements Browser {
  readonly name: string;
  readonly #transport: Transport;

  constructor(name: string, transport: Transport) {
    this.name = name;
    this.#transport = transport;
  }

  get gone(): boolean {
    return this.#transport.gone;
  }

  async goto(url: string): Promise<void> {
    await this.#transport.send('Navigate', { url });
  }

  /** As a person reloads: Firefox' own command goes past the service worker. */
  async reload(): Promise<void> {
    await this.evaluate(() => {
      document.documentElement.dataset.reloading = '';
      setTimeout(() => location.reload());
    });
    await until('the page to load again', () =>
      this.evaluate(
        () => document.readyState === 'complete' && !('reloading' in document.documentElement.dataset),
      ).catch((error: unknown) => {
        // Between two pages there is nothing to ask.
        if (this.gone) throw error;
        return false;
      }),
    );
  }

  async evaluate<Given extends unknown[], Result>(
    work: (...given: Given) => Result | Promise<Result>,
    ...given: Given
  ): Promise<Result> {
    const answer = (await this.#transport.send('ExecuteAsyncScript', {
      script: script.replace('WORK', () => String(work)),
      args: [given],
    })) as string;
    const { value, error } = JSON.parse(answer) as { value: Result; error?: string };
    if (error !== undefined) throw new Error(error);
    return value;
  }

  async point(...steps: readonly PointerStep[]): Promise<void> {
    const actions = steps.map((step) =>
      typeof step === 'string'
        ? { type: step === 'down' ? 'pointerDown' : 'pointerUp', button: 0 }
        : {
            type: 'pointerMove',
            duration: 0,
            origin: 'viewport',
            x: Math.round(step.to[0]),
            y: Math.round(step.to[1]),
          },
    );
    await this.#transport.send('PerformActions', {
      actions: [{ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' }, actions }],
    });
  }

  async resize(width: number, height: number): Promise<void> {
    let wanted: Rect = { width, height };
    // The frame around the page is known once there is one, and the window follows when it likes.
    for (let tries = 0; tries < 4; tries++) {
      await this.#transport.send('SetWindowRect', { x: 0, y: 0, ...wanted });
      await pause(300);
      const page = await this.evaluate(() => ({ width: innerWidth, height: innerHeight }));
      if (page.width === width && page.height === height) return;
      const window = (await this.#transport.send('GetWindowRect')) as Rect;
      wanted = { width: window.width + width - page.width, height: window.height + height - page.height };
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
