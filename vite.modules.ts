// Which modules of a build load which: what decides about chunks asks here.

export interface Modules {
  getModuleInfo(id: string): {
    readonly importedIds: readonly string[];
    readonly dynamicallyImportedIds: readonly string[];
  } | null;
}

/**
 * What modules import, and what that imports, with themselves.
 *
 * @param lazily whether what they import later counts, too
 */
export function reachedFrom(entries: Iterable<string>, modules: Modules, lazily: boolean): Set<string> {
  const reached = new Set(entries);
  for (const id of reached) {
    const info = modules.getModuleInfo(id);
    for (const next of info?.importedIds ?? []) reached.add(next);
    if (lazily) for (const next of info?.dynamicallyImportedIds ?? []) reached.add(next);
  }
  return reached;
}
