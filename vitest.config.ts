import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './tests/browser/chromium.mjs';

/**
 * `unit` runs beside its sources in Node; `gpu` runs kernels on the WebGPU adapter of a real Chromium; `engines` drives the
 * built app in Firefox and WebKitGTK.
 */
const executablePath = findChromium();

export default defineConfig({
  test: {
    projects: [
      {
        extends: './vite.config.ts',
        test: {
          name: 'unit',
          // A busy machine takes several times as long.
          testTimeout: 30_000,
          environment: 'node',
          include: ['{src,bench}/**/*.test.ts', 'vite.*.test.ts', 'tests/fuzz/**/*.test.ts'],
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'engines',
          environment: 'node',
          include: ['tests/engines/**/*.test.ts'],
          retry: 1,
          testTimeout: 240_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: './vite.config.ts',
        test: {
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts'],
          testTimeout: 120_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath ? { executablePath } : {}), args: chromiumArguments },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
