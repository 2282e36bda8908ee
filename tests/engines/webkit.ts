// WebKitGTK's MiniBrowser on a screen of its own (Xvfb), driven by WebKitWebDriver: WebDriver's commands over HTTP.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import type { Readable } from 'node:stream';
import { type Browser, until } from './browser.ts';
import { type Command, openSession, type Transport } from './webdriver.ts';

interface WebKitPrograms {
  readonly driver: string;
  readonly browser: string;
  readonly screen: string;
}

function inPath(program: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));
}

function findMiniBrowser(): string | undefined {
  const libraries = '/usr/lib';
  if (!existsSync(libraries)) return undefined;
  return ['', ...readdirSync(libraries)]
    .flatMap((folder) =>
      ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map((api) => join(libraries, folder, api, 'MiniBrowser')),
    )
    .find((path) => existsSync(path));
}

/** @returns null where one of its programs is missing */
export function findWebKit(): WebKitPrograms | null {
  const [driver, screen, browser] = [inPath('WebKitWebDriver'), inPath('Xvfb'), findMiniBrowser()];
  return driver && screen && browser ? { driver, screen, browser } : null;
}

export async function openWebKit({ driver, screen, browser }: WebKitPrograms): Promise<Browser> {
  // It takes the first free number, and writes which one that was to its fourth stream.
  const xvfb = spawn(screen, ['-displayfd', '3', '-screen', '0', '1680x1100x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  let display = '';
  (xvfb.stdio[3] as Readable).on('data', (data: Buffer) => {
    display += data.toString();
  });
  await until('Xvfb to start', async () => display.endsWith('\n'));
  const port = await freePort();
  const webDriver = spawn(driver, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: `:${display.trim()}`, LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1' },
  });
  const transport = new WebKitHttp(`http://127.0.0.1:${port}`, webDriver, xvfb);
  try {
    await until('WebKitWebDriver to start', () => transport.answers());
    return await openSession(transport, {
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    });
  } catch (error) {
    await transport.close();
    throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

const routes: Record<Command, readonly [method: 'GET' | 'POST', path: string]> = {
  NewSession: ['POST', ''],
  SetTimeouts: ['POST', '/timeouts'],
  Navigate: ['POST', '/url'],
  ExecuteAsyncScript: ['POST', '/execute/async'],
  PerformActions: ['POST', '/actions'],
  GetWindowRect: ['GET', '/window/rect'],
  SetWindowRect: ['POST', '/window/rect'],
};

/** Longer than any command may take: a browser that hangs is as good as dead. */
const longest = 200_000;

class WebKitHttp implements Transport {
  gone = false;
  readonly #origin: string;
  readonly #driver: ChildProcess;
  readonly #screen: ChildProcess;
  #session = '';

  constructor(origin: string, driver: ChildProcess, screen: ChildProcess) {
    this.#origin = origin;
    this.#driver = driver;
    this.#screen = screen;
    driver.once('exit', () => {
      this.gone = true;
    });
  }

  async answers(): Promise<boolean> {
    return fetch(`${this.#origin}/status`).then(
      ({ ok }) => ok,
      () => false,
    );
  }

  async send(command: Command, parameters: object = {}): Promise<unknown> {
    const [method, path] = routes[command];
    const response = await fetch(`${this.#origin}/session${this.#session}${path}`, {
      method,
      signal: AbortSignal.timeout(longest),
      ...(method === 'POST' ? { body: JSON.stringify(parameters) } : {}),
    }).catch((error: unknown) => {
      this.gone = true;
      throw error;
    });
    const { value } = (await response.json()) as { value: { error?: string; message?: string; sessionId?: string } };
    if (!response.ok) {
      // The driver outlives a browser that crashes.
      this.gone = value.error === 'invalid session id' || value.error === 'no such window';
      throw new Error(`${value.error}: ${value.message}`);
    }
    if (command === 'NewSession') this.#session = `/${value.sessionId}`;
    return value;
  }

  async close(): Promise<void> {
    if (this.#session && !this.gone) {
      await fetch(`${this.#origin}/session${this.#session}`, {
        method: 'DELETE',
        signal: AbortSignal.timeout(10_000),
      }).catch(() => undefined);
    }
    this.#driver.kill();
    this.#screen.kill();
  }
}
