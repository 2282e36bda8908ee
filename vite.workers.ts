// Keeps what a worker's lazy chunks import out of the worker's own file: WebKit does not take a module worker's script for
// the module at the same address, and would run it a second time for them.
import { basename } from 'node:path';
import type { Plugin } from 'vite';
import { type Modules, reachedFrom } from './vite.modules.ts';

/** Modules that the worker loads at once and that a lazy chunk needs, too. */
function sharedWithLater(entry: string, modules: Modules): Set<string> {
  const lazy = [...reachedFrom([entry], modules, true)].flatMap(
    (id) => modules.getModuleInfo(id)?.dynamicallyImportedIds ?? [],
  );
  const atOnce = reachedFrom([entry], modules, false);
  return new Set([...reachedFrom(lazy, modules, false)].filter((id) => atOnce.has(id)));
}

export function workerEntries(): Plugin {
  let entry = '';
  let shared: Set<string> | undefined;
  return {
    name: 'tessera-worker-entries',
    apply: 'build',
    buildStart: ({ input }) => {
      entry = Object.values(input)[0] ?? '';
    },
    outputOptions: (options) => ({
      ...options,
      codeSplitting: {
        groups: [
          {
            name: (id, modules) => {
              shared ??= sharedWithLater(entry, modules);
              return shared.has(id) ? `${basename(entry).split('.')[0]}-shared` : null;
            },
          },
        ],
      },
    }),
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const entries = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
      for (const { fileName, imports, dynamicImports } of chunks) {
        const file = [...imports, ...dynamicImports].find((imported) => entries.has(imported));
        if (file) this.error(`${fileName} imports ${file}, a worker's own file, which WebKit would run again for it.`);
      }
    },
  };
}
