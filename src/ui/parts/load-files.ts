// How a page loads a part of the app that was not needed before: vite.parts.ts puts this in place of Vite's own helper.
//
// Browsers remember a module that they could not fetch, some of them until the page is reloaded. So all files of a part are
// fetched before it is imported: what fails then can be asked for again, and what came is in the browser's cache.
import { FileError } from '../../core/file-error.ts';
import { keptUnlessItFails } from '../../core/kept.ts';

/** Milliseconds for one file. */
const patience = 30_000;

const files = new Map<string, () => Promise<void>>();

/**
 * @param addresses of the part's files, relative to `importer`
 * @throws FileError where one of them cannot be fetched
 */
export async function loadFiles<T>(
  importPart: () => Promise<T>,
  addresses: readonly string[] = [],
  importer = import.meta.url,
): Promise<T> {
  await Promise.all(
    addresses.map((address) => {
      const { href } = new URL(address, importer);
      let file = files.get(href);
      if (!file) {
        file = keptUnlessItFails(() => (isHere(href) ? Promise.resolve() : bring(href)));
        files.set(href, file);
      }
      return file();
    }),
  );
  return importPart();
}

/** The page itself names what it loads at once. */
function isHere(href: string): boolean {
  return [...document.querySelectorAll<HTMLLinkElement>('link[href]')].some((link) => link.href === href);
}

async function bring(href: string): Promise<void> {
  try {
    const response = await fetch(href, { signal: AbortSignal.timeout(patience) });
    if (!response.ok) throw new FileError(response.status === 404 || response.status === 410);
    await response.arrayBuffer();
    if (href.endsWith('.css')) await applyStyles(href);
  } catch (cause) {
    throw cause instanceof FileError ? cause : new FileError(false, { cause });
  }
}

function applyStyles(href: string): Promise<void> {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  return new Promise((resolve, reject) => {
    link.addEventListener('load', () => resolve());
    link.addEventListener('error', () => {
      link.remove();
      reject(new FileError(false));
    });
    document.head.append(link);
  });
}
