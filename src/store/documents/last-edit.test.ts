// The notes of the last moment: one for each document, whatever else lies in the browser's storage.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createGrid } from '../../core/token-grid.ts';
import { forgetLastEdit, leftAs, noteLastEdit, withLastEdit } from './last-edit.ts';
import { documentOf, infoOf, playedText } from './played-storage.ts';

let kept: Map<string, string>;

beforeEach(() => {
  kept = new Map();
  vi.stubGlobal('localStorage', playedText(kept));
});
afterEach(() => vi.unstubAllGlobals());

test('each document comes back as it was left, whatever other windows note or forget', () => {
  noteLastEdit(documentOf('a', 5));
  noteLastEdit(documentOf('b', 6));
  forgetLastEdit('c');
  expect(withLastEdit(documentOf('a')).grids).toEqual(documentOf('a', 5).grids);
  expect(withLastEdit(documentOf('b')).grids).toEqual(documentOf('b', 6).grids);
  forgetLastEdit('a');
  expect(withLastEdit(documentOf('a')).grids).toEqual(documentOf('a').grids);
  expect(withLastEdit(documentOf('b')).grids).toEqual(documentOf('b', 6).grids);
});

test('a note as it was written when there was one for all documents is read, and forgotten with its document', () => {
  noteLastEdit(documentOf('a', 5));
  const [[key, note]] = [...kept] as [[string, string]];
  kept.delete(key);
  kept.set('tessera-last-edit', note);
  expect(withLastEdit(documentOf('a')).grids).toEqual(documentOf('a', 5).grids);
  forgetLastEdit('b');
  expect(kept.size).toBe(1);
  forgetLastEdit('a');
  expect(kept.size).toBe(0);
});

test('the sample that was left during its first edit is found', () => {
  expect(leftAs('cat')).toBeNull();
  noteLastEdit({ ...documentOf('a', 5), info: infoOf('a', { sample: 'cat' }) });
  expect(leftAs('cat')).toBe('a');
  expect(leftAs('dog')).toBeNull();
});

test('notes that do not fit their document, or are none, change nothing', () => {
  const document = documentOf('a');
  noteLastEdit({ info: infoOf('a'), grids: [createGrid({ width: 3, height: 2 }, 5)] });
  expect(withLastEdit(document)).toBe(document);
  noteLastEdit({ ...documentOf('a', 5), info: infoOf('a', { packId: 'another' }) });
  expect(withLastEdit(document)).toBe(document);
  const [level] = infoOf('a').levels;
  noteLastEdit({ ...documentOf('a', 5), info: infoOf('a', { levels: [{ ...level!, codebookSize: 16 }] }) });
  expect(withLastEdit(document)).toBe(document);
  for (const note of ['', 'a', 'a t1=x', 'a #t2=!', '{}']) {
    kept.set('tessera-last-edit-a', note);
    expect(withLastEdit(document)).toBe(document);
  }
});

test('codes that do not exist, and storage that is refused, throw nothing', () => {
  noteLastEdit(documentOf('a', 8));
  expect(kept.size).toBe(0);
  vi.stubGlobal('localStorage', undefined);
  noteLastEdit(documentOf('a', 5));
  forgetLastEdit('a');
  expect(leftAs('cat')).toBeNull();
  expect(withLastEdit(documentOf('a')).grids).toEqual(documentOf('a').grids);
});
