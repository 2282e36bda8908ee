// Where in the tour the address points: `#nearest-code` or `#3`, `?step=nearest-code` for those who link without a
// fragment, `#glossary-codebook` for a word.
import { stepIds } from './step-list.ts';

export type Route =
  | { readonly page: 'step'; readonly index: number }
  | { readonly page: 'glossary'; readonly word: string | null };

/** What names no step is the first one. */
export function parseRoute({ hash, search }: { readonly hash: string; readonly search: string }): Route {
  const name = decodeURIComponentSafely(hash.replace(/^#/, '')) || (new URLSearchParams(search).get('step') ?? '');
  const glossary = /^glossary(?:-(.+))?$/.exec(name);
  if (glossary) return { page: 'glossary', word: glossary[1] ?? null };
  const number = /^\d+$/.test(name) ? Number(name) - 1 : (stepIds as readonly string[]).indexOf(name);
  return { page: 'step', index: Math.max(0, Math.min(stepIds.length - 1, number)) };
}

export function stepHref(index: number): string {
  return `#${stepIds[index] ?? stepIds[0]}`;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
