// Parts of the app that are loaded later: the build tells src/ui/parts/load-files.ts all files of each, so that one which could not be
// fetched can be asked for again.
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const helper = '\0vite/preload-helper.js';
const ours = fileURLToPath(new URL('src/ui/parts/load-files.ts', import.meta.url));

export function partsOnUse(): Plugin {
  return {
    name: 'tessera-parts-on-use',
    apply: 'build',
    enforce: 'pre',
    config: () => ({
      build: {
        modulePreload: {
          // Vite leaves out the part's own script where that is all there is to fetch.
          resolveDependencies: (file, files, { hostType }) =>
            hostType === 'js' ? [...new Set([file, ...files])] : files,
        },
      },
    }),
    load: (id) => (id === helper ? `export { loadFiles as __vitePreload } from ${JSON.stringify(ours)};` : null),
  };
}
