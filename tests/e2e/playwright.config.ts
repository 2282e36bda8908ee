// Journeys in a real Chromium, on the built app as `npm start` serves it.
import { defineConfig } from '@playwright/test';
import { chromiumArguments, findChromium } from '../browser/chromium.mjs';

const executablePath = findChromium();
const port = Number(process.env.PORT ?? 4173);

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  // One browser at a time: a software GPU takes every core that there is.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  // One that fails and passes when tried again is listed as flaky at the end, and to be mended.
  retries: 1,
  reporter: [['list']],
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArguments },
    permissions: ['clipboard-read', 'clipboard-write'],
    // It would answer what the journeys intercept; hosting.spec.ts is about it.
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
  },
  webServer: {
    command: 'npx vite preview',
    cwd: '../..',
    port,
    reuseExistingServer: false,
    env: { CI: 'true', PORT: String(port) },
  },
});
