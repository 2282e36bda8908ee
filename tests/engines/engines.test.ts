// The same few journeys in Firefox and in WebKitGTK; what they compute is compared with Chromium's.
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SharedPicture } from '../../src/core/share/shared-grid.ts';
import { differing } from '../picture-difference.ts';
import { App } from './app.ts';
import { type Browser, until } from './browser.ts';
import { openChromium } from './chromium.ts';
import { findFirefox, openFirefox } from './firefox.ts';
import { findWebKit, openWebKit } from './webkit.ts';

const [firefox, webKit] = [findFirefox(), findWebKit()];
const engines = [
  { engine: 'Firefox', open: firefox && (() => openFirefox(firefox)) },
  { engine: 'WebKitGTK', open: webKit && (() => openWebKit(webKit)) },
];

const desktop = [1440, 900] as const;

let host: PreviewServer | null = null;
let port = 0;
const origin = () => `http://localhost:${port}`;

async function startHost(): Promise<void> {
  host = await preview({ preview: { port, strictPort: port > 0, open: false } });
  ({ port } = host.httpServer.address() as AddressInfo);
}

async function stopHost(): Promise<void> {
  const stopping = host?.close();
  if (host && 'closeAllConnections' in host.httpServer) host.httpServer.closeAllConnections();
  host = null;
  await stopping;
}

beforeAll(startHost);
afterAll(stopHost);

/** Larger than what it is fitted to, by no whole number. */
const photo = {
  name: 'coffee.jpg',
  type: 'image/jpeg',
  bytes: await readFile(new URL('../../public/samples/coffee.jpg', import.meta.url)),
};

/** Chromium's tokens. */
const expected: { sample?: SharedPicture; photo?: SharedPicture } = {};

test('Chromium, which the others are compared with', async () => {
  const browser = await openChromium();
  try {
    await browser.resize(...desktop);
    const app = new App(browser, origin());
    await app.open();
    await app.encoded();
    expected.sample = await app.tokens();
    await app.drop(photo);
    await app.opened(photo.name);
    expected.photo = await app.tokens();
    expect(await app.notices()).toEqual([]);
  } finally {
    await browser.close();
  }
});

async function firstVisit(app: App): Promise<void> {
  await app.open();
  await app.encoded();
  expect(differing(expected.sample!, await app.tokens())).toBe(0);
  await app.drag([0.4, 0.4], [0.6, 0.5]);
  expect(differing(expected.sample!, await app.tokens())).toBeGreaterThan(2);
  await app.click('button', 'Undo');
  expect(differing(expected.sample!, await app.tokens())).toBe(0);

  // What comes on use comes while the service worker takes over, too.
  await until('the service worker', () =>
    app.browser.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration?.active?.state === 'activated';
    }),
  );
  await seeDialog(app, /^Settings/);
  await seeDialog(app, /^Samples/);
  await seeDialog(app, /Crop/);
  await app.click('button', /^Model pack/);
  await seeDialog(app, /^Compare on this photo/);
}

/** A dialog shows all that is in it, or as much as fits in the window. */
async function seeDialog(app: App, button: RegExp): Promise<void> {
  await app.click('button', button);
  // The list of packs is a dialog, too, but has no body that scrolls.
  const { shown, there } = await until(`the dialog of ${button}`, () =>
    app.browser.evaluate(() => {
      const body = document.querySelector<HTMLElement>('[role=dialog] > [tabindex="0"]');
      return body && { shown: body.clientHeight, there: Math.min(body.scrollHeight, innerHeight / 2) };
    }),
  );
  expect(shown, String(button)).toBeGreaterThanOrEqual(there);
  await app.click('button', 'Close');
  await app.seeNone('dialog');
}

async function photoAndPng(app: App): Promise<void> {
  await app.open();
  await app.drop(photo);
  await app.opened(photo.name);
  expect(differing(expected.photo!, await app.tokens())).toBe(0);

  await app.drag([0.4, 0.4], [0.6, 0.5]);
  const painted = await app.tokens();
  const bytes = await app.png();
  await app.click('button', /^Samples/);
  await app.click('button', /Rocket/);
  await app.opened('Rocket');
  await app.drop({ name: 'kept.png', type: 'image/png', bytes });
  await app.opened(photo.name);
  expect(differing(painted, await app.tokens())).toBe(0);
}

/** In this order: the first visit is one in a new profile. */
const journeys = {
  'first visit: a stroke and undo, then every kind of dialog': firstVisit,
  'a photo has the same tokens as in Chromium; PNG out and in': photoAndPng,
};

for (const { engine, open } of engines) {
  if (open) describe(engine, () => travel(open));
  else if (process.env.CI) test(engine, () => expect.fail(`${engine} is not installed, and CI asks for it.`));
  else console.warn(`${engine} is not installed here: its journeys were not made.`);
}

function travel(open: () => Promise<Browser>): void {
  let app: App | null = null;
  const start = async (): Promise<App> => {
    const browser = await open();
    await browser.resize(...desktop);
    return new App(browser, origin());
  };
  afterAll(() => app?.browser.close());
  for (const [name, journey] of Object.entries(journeys)) {
    test(name, async () => {
      app ??= await start();
      try {
        await journey(app);
      } catch (error) {
        if (!app.browser.gone) throw error;
        console.warn(`${app.browser.name} died and is started once more (${error}).`);
        await app.browser.close();
        app = await start();
        await journey(app);
      }
      expect(await app.notices()).toEqual([]);
    });
  }
}
