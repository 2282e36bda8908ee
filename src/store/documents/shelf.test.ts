import { expect, test } from 'vitest';
import { shelfCapacity, withEntry, withEntryAt } from './shelf.ts';

const entry = (id: number, untouched: boolean) => ({ id: String(id), name: 'x', thumbnail: '', untouched });
const ids = (shelf: readonly { id: string }[]) => shelf.map(({ id }) => Number(id));

test('a picture comes first, once', () => {
  const shelf = [1, 2, 3].map((id) => entry(id, true));
  expect(ids(withEntry(shelf, entry(4, true)))).toEqual([4, 1, 2, 3]);
  expect(ids(withEntry(shelf, entry(2, true)))).toEqual([2, 1, 3]);
  expect(ids(withEntryAt(shelf, entry(4, true), 2))).toEqual([1, 2, 4, 3]);
});

test('over capacity the oldest untouched pictures make room, and painted ones never do', () => {
  // The last ones are the oldest.
  const shelf = Array.from({ length: shelfCapacity }, (_, id) => entry(id, id % 3 !== 2));
  expect(shelf.at(-1)?.untouched).toBe(false);
  expect(ids(withEntry(shelf, entry(99, true)))).toEqual([99, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]);
  const painted = shelf.map(({ id }) => entry(Number(id), false));
  expect(withEntry(painted, entry(99, true))).toHaveLength(shelfCapacity + 1);
  expect(withEntry(withEntry(painted, entry(99, true)), entry(98, true))).toHaveLength(shelfCapacity + 1);
});

test('what is open in some window stays', () => {
  const shelf = Array.from({ length: shelfCapacity }, (_, id) => entry(id, true));
  const last = shelf.at(-1)!.id;
  expect(ids(withEntry(shelf, entry(99, true), new Set([last])))).toEqual([99, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11]);
});
