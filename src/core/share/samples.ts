// Grids and a tiny PNG for the tests of this folder. Imported by tests only.

import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { encodeChunk } from '../png/png-container.ts';
import type { SharedLevel, SharedPicture } from './shared-grid.ts';

const anyLevel: fc.Arbitrary<SharedLevel> = fc
  .record({
    codebookSize: fc.integer({ min: 1, max: 20000 }),
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
  })
  .chain(({ codebookSize, width, height }) =>
    fc
      .array(fc.nat({ max: codebookSize - 1 }), { minLength: width * height, maxLength: width * height })
      .map((tokens) => ({ codebookSize, grid: { width, height, tokens: Int32Array.from(tokens) } })),
  );

/** Any small grids of any codebooks, with or without a name, of any version of a pack. */
export const anyShared: fc.Arbitrary<SharedPicture> = fc
  .record({
    packId: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    name: fc.option(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), { nil: undefined }),
    packVersion: fc.option(fc.integer({ min: 2, max: 999_999 }), { nil: undefined }),
    levels: fc.array(anyLevel, { minLength: 1, maxLength: 3 }),
  })
  .map(({ packId, name, packVersion, levels }) => ({
    packId,
    levels,
    ...(name !== undefined && { name }),
    ...(packVersion !== undefined && { packVersion }),
  }));

export const sampleLevel: SharedLevel = {
  codebookSize: 4096,
  grid: { width: 3, height: 2, tokens: Int32Array.of(0, 1, 4095, 7, 512, 33) },
};

export const sample: SharedPicture = { packId: 'photo-vqvae-f8', levels: [sampleLevel], name: 'Grüße (v1.2)' };

export const twoLevels: SharedPicture = {
  packId: 'photo-vqvae2',
  levels: [{ codebookSize: 512, grid: { width: 2, height: 1, tokens: Int32Array.of(511, 3) } }, sampleLevel],
  name: 'Two',
};

/** In the codes of a pack's second version. */
export const secondVersion: SharedPicture = { ...sample, packVersion: 2 };

/** A valid PNG of one black pixel, with these chunks before its IDAT. */
export function tinyPng(...extra: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const header = Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    encodeChunk('IHDR', header),
    ...extra,
    encodeChunk('IDAT', deflateSync(Uint8Array.of(0, 0, 0, 0))),
    encodeChunk('IEND', new Uint8Array(0)),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
