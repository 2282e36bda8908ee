import { expect, test } from 'vitest';
import { withLevels } from './one-level.ts';
import { readDocument } from './stored-document.ts';

const own = { width: 2, height: 1, tokens: Int32Array.of(1, 2) };
const painted = { width: 2, height: 1, tokens: Int32Array.of(1, 7) };
const level = { codebookSize: 4096, downsample: 8, own };
const info = { id: 'd', name: 'Cat', photo: null, provisional: false };
const pictures = { original: null, reconstruction: null, source: null };

test('a document stored without levels has one, and so have its editions by other packs', () => {
  const stored = {
    info: { ...info, packId: 'one', ...level },
    grid: painted,
    ...pictures,
    others: [{ packId: 'other', provisional: true, ...level, grid: own }],
  };
  const levels = [{ name: 'main', meanCode: null, ...level }];
  const now = {
    info: { ...info, packId: 'one', levels },
    grids: [painted],
    ...pictures,
    others: [{ packId: 'other', provisional: true, levels, grids: [own] }],
  };
  expect(withLevels(stored)).toEqual(now);
  expect(readDocument(stored)).toEqual(now);
  expect(withLevels(now)).toBe(now);
  const { others: _, ...oldest } = stored;
  expect(readDocument(oldest)?.others).toEqual([]);
});

test('what is neither stays as it is', () => {
  for (const stored of [undefined, null, 7, 'text', {}, { info: {} }, { info: null, grid: own }]) {
    expect(withLevels(stored)).toBe(stored);
  }
});
