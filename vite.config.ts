import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { leanBuild } from './vite.lean.ts';
import { partsOnUse } from './vite.parts.ts';
import { serviceWorker } from './vite.service-worker.ts';
import { sharedChunk, tourFolder } from './vite.tour.ts';
import { workerEntries } from './vite.workers.ts';

/** Cross-origin isolation: without it browsers refuse SharedArrayBuffer, and ONNX Runtime runs on one thread. */
const crossOriginIsolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  plugins: [leanBuild(), partsOnUse(), react(), tourFolder(), serviceWorker()],
  // ONNX Runtime finds its wasm next to the URLs that src/engine/runtime passes, never inside its own bundle.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  optimizeDeps: { exclude: ['onnxruntime-web'] },
  assetsInclude: ['**/*.onnx'],
  worker: {
    format: 'es',
    plugins: () => [leanBuild(), workerEntries()],
    rolldownOptions: {
      output: {
        // Told apart by name: the benchmark's peers are no part of the app, and the service worker keeps none of them.
        chunkFileNames: ({ moduleIds }) =>
          moduleIds.some((id) => id.includes('@tensorflow'))
            ? 'assets/bench.tensorflow-[hash].js'
            : 'assets/[name]-[hash].js',
      },
    },
  },
  build: {
    target: 'es2023',
    chunkSizeWarningLimit: 1024,
    // The app, the tour that explains it, and the benchmark: each page loads what it needs.
    rolldownOptions: {
      input: { index: 'index.html', learn: 'learn/index.html', bench: 'bench/index.html' },
      output: { codeSplitting: { groups: [{ name: sharedChunk(), debugName: 'shared' }] } },
    },
  },
  server: { headers: crossOriginIsolation },
  preview: {
    port: Number(process.env.PORT ?? 4173),
    strictPort: true,
    headers: crossOriginIsolation,
    open: !process.env.CI,
  },
});
