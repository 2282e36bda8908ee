// What storage gives back is a document whole, or none: never half of one, and never an error.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGrid } from '../../core/token-grid.ts';
import { documentOf, infoOf } from './played-storage.ts';
import { readDocument, readIndex, recordOf, type StoredDocument } from './stored-document.ts';

const edition = { packId: 'other', provisional: true, levels: infoOf('a').levels, grids: documentOf('a', 3).grids };

test('a document as it was written is read as it was, with a file as Blob or as bytes', async () => {
  const document = documentOf('a', 2, {
    others: [edition],
    reconstruction: documentOf('a').original,
    info: infoOf('a', { sample: 'cat', provisional: true }),
  });
  expect(readDocument(recordOf(document, document.source))).toEqual(document);
  const bytes = await document.source!.arrayBuffer();
  const { source, ...rest } = readDocument(recordOf(document, { type: 'image/jpeg', bytes }))!;
  expect(rest).toMatchObject({ info: document.info, grids: document.grids, others: [edition] });
  expect([source?.type, await source?.text()]).toEqual(['image/jpeg', 'jpg']);
  expect(readDocument(recordOf(document, null))?.source).toBeNull();
});

test('anything else gives null, whatever it is', () => {
  fc.assert(
    fc.property(fc.anything({ withTypedArray: true, withBigInt: true, withMap: true }), (stored) => {
      expect(readDocument(stored)).toBeNull();
      const index = readIndex(stored);
      expect(index === null || Array.isArray(index.shelf)).toBe(true);
    }),
  );
});

test('a document with one thing in it spoiled is a sound document or none', () => {
  const document = documentOf('a', 2, { others: [edition] });
  const places: [object: object, key: string][] = [];
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || value instanceof Blob) return;
    for (const [key, field] of Object.entries(value)) {
      places.push([value, key]);
      visit(field);
    }
  };
  const whole = recordOf(document, document.source) as Record<string, unknown>;
  visit(whole);
  const spoilt = [undefined, null, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9, '', 'x', [], {}, true];
  const tokens = [new Int32Array(3), Int32Array.of(8, 1, 1, 1), Int32Array.of(-1, 1, 1, 1), new Float32Array(4)];
  for (const [object, key] of places) {
    const record = object as Record<string, unknown>;
    const before = record[key];
    for (const value of [...spoilt, ...tokens]) {
      record[key] = value;
      const read = readDocument(whole);
      if (read) expect(isSound(read)).toBe(true);
    }
    record[key] = before;
  }
  expect(readDocument(whole)).toEqual(document);
});

function isSound({ info, grids, others, original }: StoredDocument): boolean {
  return (
    [{ ...info, grids }, ...others].every(
      ({ levels, grids: painted }) =>
        levels.length === painted.length &&
        levels.every(({ own, codebookSize, downsample }, i) =>
          [own, painted[i]!].every(
            ({ width, height, tokens }) =>
              width === own.width &&
              height === own.height &&
              tokens.length === createGrid(own).tokens.length &&
              tokens.every((token) => token >= 0 && token < codebookSize) &&
              Number.isFinite(downsample),
          ),
        ),
    ) &&
    (original === null || original.data.length === 4 * original.width * original.height)
  );
}
