import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArguments, findChromium } from './tests/browser/chromium.mjs';

/** `unit` runs beside its sources in Node; `gpu` runs kernels on the WebGPU adapter of a real Chromium. */
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
