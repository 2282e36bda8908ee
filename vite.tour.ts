// The build of two pages: the app, and the tour beside it (learn/index.html).
import { fileURLToPath } from 'node:url';
import type { Connect, Plugin } from 'vite';
import { type Modules, reachedFrom } from './vite.modules.ts';

/** `/learn` is a folder with a page in it: as static hosts do, these servers send people there. */
export function tourFolder(): Plugin {
  const redirect: Connect.NextHandleFunction = (request, response, next) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://host');
    if (pathname !== '/learn') return next();
    response.writeHead(301, { Location: `/learn/${search}` }).end();
  };
  return {
    name: 'tour-folder',
    configureServer: (server) => void server.middlewares.use(redirect),
    configurePreviewServer: (server) => void server.middlewares.use(redirect),
  };
}

/** Imported by modules that the app loads at once, but of no use there: it loads these later, or in a worker. */
const usedLater = /react-dialog|[\\/]core[\\/](eigen|principal-axes)/;

/**
 * What the app loads at once and the tour uses too goes into one chunk: the many small ones that it would be otherwise
 * compress worse, and the app's first visit would pay for the tour.
 */
export function sharedChunk(): (id: string, modules: Modules) => string | null {
  const [app, tour] = ['main', 'learn'].map((name) => fileURLToPath(new URL(`src/${name}.tsx`, import.meta.url)));
  let atOnce: Set<string> | undefined;
  let ever: Set<string> | undefined;
  return (id, modules) => {
    atOnce ??= reachedFrom([app!], modules, false);
    ever ??= reachedFrom([tour!], modules, true);
    return atOnce.has(id) && ever.has(id) && !usedLater.test(id) ? 'shared' : null;
  };
}
