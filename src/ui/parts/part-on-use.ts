// A component whose code comes when it is first shown. One that could not be loaded can be asked for again, which React's
// own `lazy` does not do.
import { type ComponentType, createElement, use } from 'react';

interface Part<P> {
  readonly load: () => Promise<ComponentType<P>>;
  loading: Promise<ComponentType<P>> | null;
}

/** Forget what failed. */
const failed = new Set<() => void>();

function useCode<P>(part: Part<P>): ComponentType<P> {
  if (!part.loading) {
    part.loading = part.load();
    part.loading.catch(() =>
      failed.add(() => {
        part.loading = null;
      }),
    );
  }
  return use(part.loading);
}

export function partOnUse<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const part: Part<P> = { load, loading: null };
  return (props) => createElement(useCode(part), props);
}

/** Called before parts are shown again: those that failed are loaded anew. */
export function forgetFailedParts(): void {
  for (const forget of failed) forget();
  failed.clear();
}
