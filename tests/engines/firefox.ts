// Firefox, driven by the Marionette that it brings along: WebDriver's commands as JSON over TCP, each after its length.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, until } from './browser.ts';
import { type Command, openSession, type Transport } from './webdriver.ts';

const paths = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** @returns null where there is none */
export function findFirefox(): string | null {
  return [process.env.FIREFOX_PATH, ...paths].find((path) => path && existsSync(path)) ?? null;
}

/** A port of the system's choice, and nothing that is fetched behind the journeys' back. */
const preferences = {
  'marionette.port': 0,
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.aboutwelcome.enabled': false,
  'browser.newtabpage.enabled': false,
  'browser.startup.page': 0,
  'browser.region.network.url': '',
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,#',
  'toolkit.telemetry.enabled': false,
};

export async function openFirefox(path: string): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'tessera-firefox-'));
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
  await writeFile(join(profile, 'user.js'), lines.join('\n'));
  const firefox = spawn(path, ['--marionette', '--headless', '--no-remote', '--profile', profile], {
    stdio: 'ignore',
    env: { ...process.env, MOZ_HEADLESS_WIDTH: '1600', MOZ_HEADLESS_HEIGHT: '1100' },
  });
  const port = await until('Firefox to start', () =>
    readFile(join(profile, 'MarionetteActivePort'), 'utf8').then(Number, () => null),
  );
  const socket = connect(port, '127.0.0.1');
  return openSession(new Marionette(firefox, socket, profile), {});
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

class Marionette implements Transport {
  gone = false;
  readonly #firefox: ChildProcess;
  readonly #socket: Socket;
  readonly #profile: string;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  #received = Buffer.alloc(0);

  constructor(firefox: ChildProcess, socket: Socket, profile: string) {
    this.#firefox = firefox;
    this.#socket = socket;
    this.#profile = profile;
    socket.on('data', (data) => this.#take(data));
    // A close follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.gone = true;
      for (const { reject } of this.#waiting.values()) reject(new Error('Firefox has ended.'));
    });
  }

  async send(command: Command, parameters: object = {}): Promise<unknown> {
    const id = ++this.#last;
    const message = JSON.stringify([0, id, `WebDriver:${command}`, parameters]);
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
    const result = await answer;
    const wrapped = typeof result === 'object' && result !== null && 'value' in result;
    return wrapped ? result.value : result;
  }

  #take(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const colon = this.#received.indexOf(':');
      const start = colon + 1;
      const end = start + Number(this.#received.subarray(0, colon));
      if (colon < 0 || this.#received.length < end) return;
      const message: unknown = JSON.parse(this.#received.subarray(start, end).toString());
      this.#received = this.#received.subarray(end);
      // The first one greets.
      if (!Array.isArray(message)) continue;
      const [, id, error, result] = message as [number, number, { error: string; message: string } | null, unknown];
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error) waiting?.reject(new Error(`${error.error}: ${error.message}`));
      else waiting?.resolve(result);
    }
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#firefox.once('exit', resolve));
    if (this.#firefox.exitCode === null && this.#firefox.signalCode === null) {
      this.#firefox.kill();
      await ended;
    }
    this.#socket.destroy();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
