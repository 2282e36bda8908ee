// The shelf of open pictures: what it holds, in which order, and what makes room when it is full.
import type { ShelfEntry } from '../state.ts';

/** More than this only paint keeps: photos that nobody painted on lie on the person's disk too. */
export const shelfCapacity = 12;

/**
 * With the entry as the latest. Over capacity the oldest untouched ones leave; what was painted never does.
 *
 * @param inUse ids of pictures that may not leave: they are open in some window
 */
export function withEntry(
  shelf: readonly ShelfEntry[],
  entry: ShelfEntry,
  inUse: ReadonlySet<string> = new Set(),
): readonly ShelfEntry[] {
  const all = [entry, ...shelf.filter(({ id }) => id !== entry.id)];
  let surplus = all.length - shelfCapacity;
  return all
    .toReversed()
    .filter(({ id, untouched }) => {
      const leaves = surplus > 0 && untouched && id !== entry.id && !inUse.has(id);
      if (leaves) surplus--;
      return !leaves;
    })
    .toReversed();
}

/** With the entry at the place where it stood. */
export function withEntryAt(shelf: readonly ShelfEntry[], entry: ShelfEntry, place: number): readonly ShelfEntry[] {
  return shelf.filter(({ id }) => id !== entry.id).toSpliced(place, 0, entry);
}

export function withoutEntry(shelf: readonly ShelfEntry[], id: string): readonly ShelfEntry[] {
  return shelf.filter((entry) => entry.id !== id);
}
