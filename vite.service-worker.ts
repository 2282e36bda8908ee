// Builds src/service-worker/service-worker.ts into sw.js, with the list of what the build wrote put into it.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const source = 'src/service-worker/service-worker.ts';
const placeholder = '__SHELL__';

/** Models and their swatches have a cache of their own. */
const models = /\.onnx$|\/swatches-/;
/** The benchmark is opened by few and needs a megabyte of other libraries. */
const benchmark = /^bench\/|^assets\/bench[.-]/;
/** One of three builds is used, by what the browser can do. */
const runtimes = /\/ort[.-]/;
/** Kept at once: the app, and what the first visit shows. Photos of the samples and other alphabets are fetched when asked for. */
const shell = /\.(js|css|webmanifest|svg|html)$|icon-\d+\.png$|inter-latin-wght[^/]*\.woff2$|samples\/chelsea\./;

export function serviceWorker(): Plugin {
  let publicFolder = '';
  return {
    name: 'tessera-service-worker',
    apply: 'build',
    configResolved: ({ publicDir }) => {
      publicFolder = publicDir;
    },
    buildStart() {
      this.emitFile({ type: 'chunk', id: source, fileName: 'sw.js' });
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle['sw.js'];
        if (worker?.type !== 'chunk') this.error('sw.js was not built.');
        const built = Object.keys(bundle).filter(
          (file) => !['sw.js', 'index.html'].includes(file) && !models.test(file) && !benchmark.test(file),
        );
        const published = readdirSync(publicFolder, { recursive: true, encoding: 'utf8' }).map((file) =>
          file.replaceAll('\\', '/'),
        );
        const onUse = built.filter((file) => runtimes.test(file));
        const files = [...built, ...published].filter((file) => shell.test(file) && !runtimes.test(file)).sort();
        const hash = createHash('sha256').update(JSON.stringify([files, onUse]));
        for (const file of files) if (published.includes(file)) hash.update(readFileSync(join(publicFolder, file)));
        const version = hash.digest('hex').slice(0, 12);
        worker.code = worker.code.replace(placeholder, JSON.stringify({ version, files, onUse }));
        if (worker.code.includes(placeholder) || worker.imports.length > 0) this.error('sw.js is not whole.');
      },
    },
  };
}
