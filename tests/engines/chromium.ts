// The Chromium of all other tests, as these journeys drive browsers: what the others are compared with.
import { chromium, type Page } from 'playwright';
import { chromiumArguments, findChromium } from '../browser/chromium.mjs';
import type { Browser, PointerStep } from './browser.ts';

export async function openChromium(): Promise<Browser> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: chromiumArguments });
  const page = await browser.newPage();
  return {
    name: `Chromium ${browser.version()}`,
    get gone() {
      return !browser.isConnected();
    },
    goto: async (url) => void (await page.goto(url)),
    reload: async () => void (await page.reload()),
    evaluate: (work, ...given) => page.evaluate(`(${work})(...${JSON.stringify(given)})`),
    point: async (...steps) => {
      for (const step of steps) await point(page, step);
    },
    resize: (width, height) => page.setViewportSize({ width, height }),
    close: () => browser.close(),
  };
}

function point({ mouse }: Page, step: PointerStep): Promise<void> {
  if (step === 'down') return mouse.down();
  if (step === 'up') return mouse.up();
  return mouse.move(...step.to);
}
