// Grids and a tiny PNG for the tests of this folder. Imported by tests only.

import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { encodeChunk } from './png.ts';
import type { SharedGrid } from './shared-grid.ts';

/** Any small grid of any codebook, with or without a name. */
export const anyShared: fc.Arbitrary<SharedGrid> = fc
  .record({
    packId: fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    name: fc.option(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }), { nil: undefined }),
    codebookSize: fc.integer({ min: 1, max: 20000 }),
    width: fc.integer({ min: 1, max: 9 }),
    height: fc.integer({ min: 1, max: 9 }),
  })
  .chain(({ packId, name, codebookSize, width, height }) =>
    fc
      .array(fc.nat({ max: codebookSize - 1 }), { minLength: width * height, maxLength: width * height })
      .map((tokens) => ({
        packId,
        codebookSize,
        grid: { width, height, tokens: Int32Array.from(tokens) },
        ...(name !== undefined && { name }),
      })),
  );

export const sample: SharedGrid = {
  packId: 'photo-vqvae-f8',
  codebookSize: 4096,
  grid: { width: 3, height: 2, tokens: Int32Array.of(0, 1, 4095, 7, 512, 33) },
  name: 'Grüße (v1.2)',
};

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
