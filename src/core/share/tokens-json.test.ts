import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyShared, sample, sampleLevel, secondVersion, twoLevels } from './samples.ts';
import { ShareFormatError } from './shared-grid.ts';
import { decodeTokensJson, encodeTokensJson } from './tokens-json.ts';

describe('.tokens.json', () => {
  test('is readable: one line a row', () => {
    expect(encodeTokensJson(sample)).toBe(`{
  "format": "tessera-tokens",
  "version": 1,
  "packId": "photo-vqvae-f8",
  "name": "Grüße (v1.2)",
  "codebookSize": 4096,
  "width": 3,
  "height": 2,
  "rows": [
    [0, 1, 4095],
    [7, 512, 33]
  ]
}
`);
  });

  test('of several levels lists them, coarsest first', () => {
    expect(encodeTokensJson(twoLevels)).toBe(`{
  "format": "tessera-tokens",
  "version": 2,
  "packId": "photo-vqvae2",
  "name": "Two",
  "levels": [
    {
      "codebookSize": 512,
      "width": 2,
      "height": 1,
      "rows": [
        [511, 3]
      ]
    },
    {
      "codebookSize": 4096,
      "width": 3,
      "height": 2,
      "rows": [
        [0, 1, 4095],
        [7, 512, 33]
      ]
    }
  ]
}
`);
  });

  test('of a later version of a pack says so among its fields; fields that may be skipped are', () => {
    const text = encodeTokensJson(secondVersion);
    expect(text).toContain('"version": 3,\n  "packId": "photo-vqvae-f8",\n  "name": "Grüße (v1.2)",\n');
    expect(text).toContain('"fields": {"Pack-version":"2"},\n  "levels": [');
    const more = { ...JSON.parse(text), fields: { 'Pack-version': '2', mood: 'blue' } };
    expect(decodeTokensJson(JSON.stringify(more))).toEqual(secondVersion);
  });

  test('restores grid, pack id and name', () => {
    fc.assert(
      fc.property(anyShared, (shared) => {
        expect(decodeTokensJson(encodeTokensJson(shared))).toEqual(shared);
      }),
    );
  });

  test('is not written for a grid that could not be read back', () => {
    expect(() => encodeTokensJson({ ...sample, levels: [{ ...sampleLevel, codebookSize: 4095 }] })).toThrow(
      ShareFormatError,
    );
  });

  const edited = (changes: Record<string, unknown>) =>
    JSON.stringify({ ...JSON.parse(encodeTokensJson(sample)), ...changes });

  test.each([
    ['not JSON', ''],
    ['not JSON', encodeTokensJson(sample).slice(0, -9)],
    ['"format"', 'null'],
    ['"format"', '[1, 2]'],
    ['"format"', edited({ format: 'other' })],
    ['version 4', edited({ version: 4 })],
    ['"fields"', edited({ version: 3, levels: [] })],
    ['needs “Model”', edited({ version: 3, levels: [], fields: { Model: 'abc' } })],
    ['"levels"', edited({ version: 2 })],
    ['0 levels', edited({ version: 2, levels: [] })],
    ['"levels.0.width"', edited({ version: 2, levels: [{ codebookSize: 2 }] })],
    ['1 rows', edited({ version: 2, levels: [{ codebookSize: 2, width: 1, height: 2, rows: [[1]] }] })],
    ['"packId"', edited({ packId: 7 })],
    ['model pack', edited({ packId: '' })],
    ['"width"', edited({ width: undefined })],
    ['1000000000×2', edited({ width: 1e9 })],
    ['0.5 codes', edited({ codebookSize: 0.5 })],
    ['"rows.0.2"', edited({ rows: [[0, 1, '2']] })],
    ['1 rows', edited({ rows: [[0, 1, 2]] })],
    ['row 2 has 1', edited({ rows: [[0, 1, 2], [3]] })],
    [
      'row 2, column 3 is 4096',
      edited({
        rows: [
          [0, 1, 2],
          [3, 4, 4096],
        ],
      }),
    ],
    [
      'row 2, column 2 is -4',
      edited({
        rows: [
          [0, 1, 2],
          [3, -4, 5],
        ],
      }),
    ],
    [
      'row 1, column 2 is 1.5',
      edited({
        rows: [
          [0, 1.5, 2],
          [3, 4, 5],
        ],
      }),
    ],
    ['too large', `${' '.repeat(1 << 24)}{}`],
  ])('a bad file is refused with its fault named: %s', (part, text) => {
    expect(() => decodeTokensJson(text)).toThrow(ShareFormatError);
    expect(() => decodeTokensJson(text)).toThrow(part);
  });

  test('any JSON at all gives a grid or a ShareFormatError', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('version', 'packId', 'width', 'height', 'rows', 'levels', 'name'),
          fc.jsonValue(),
        ),
        (part) => {
          try {
            expect(decodeTokensJson(edited(part)).levels[0]!.grid.tokens.length).toBeGreaterThan(0);
          } catch (error) {
            if (!(error instanceof ShareFormatError)) throw error;
          }
        },
      ),
    );
  });
});
