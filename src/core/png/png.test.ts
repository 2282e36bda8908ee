import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RgbaImage } from '../image.ts';
import { decodePng, PngError, PngPicture } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { encodeChunk, pngSignature } from './png-container.ts';

interface Parts {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly interlace?: number;
  /** Filter type and bytes of each row. */
  readonly rows: readonly (readonly number[])[];
  /** Chunks between header and pixels. */
  readonly before?: readonly (readonly [string, readonly number[]])[];
}

async function pngOf({
  width,
  height,
  depth,
  colourType,
  interlace = 0,
  rows,
  before = [],
}: Parts): Promise<Uint8Array> {
  const header = new Uint8Array([
    0,
    0,
    width >> 8,
    width,
    0,
    0,
    height >> 8,
    height,
    depth,
    colourType,
    0,
    0,
    interlace,
  ]);
  const stream = new Blob([new Uint8Array(rows.flat())]).stream().pipeThrough(new CompressionStream('deflate'));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const chunks = [
    encodeChunk('IHDR', header),
    ...before.map(([type, data]) => encodeChunk(type, new Uint8Array(data))),
    // Pixels may come in several chunks.
    encodeChunk('IDAT', packed.subarray(0, 5)),
    encodeChunk('IDAT', packed.subarray(5)),
    encodeChunk('IEND', new Uint8Array()),
  ];
  return new Uint8Array(await new Blob([new Uint8Array(pngSignature), ...chunks]).arrayBuffer());
}

const pixelsOf = async (parts: Parts) => [...(await decodePng(await pngOf(parts))).data];
const grey = (value: number, alpha = 255) => [value, value, value, alpha];

describe('decodePng', () => {
  test('reads grey of every depth', async () => {
    const row = (depth: number, ...bytes: number[]): Parts => ({
      width: 2,
      height: 1,
      depth,
      colourType: 0,
      rows: [[0, ...bytes]],
    });
    expect(await pixelsOf(row(1, 0b01000000))).toEqual([...grey(0), ...grey(255)]);
    expect(await pixelsOf(row(2, 0b01100000))).toEqual([...grey(85), ...grey(170)]);
    expect(await pixelsOf(row(4, 0x1f))).toEqual([...grey(17), ...grey(255)]);
    expect(await pixelsOf(row(8, 7, 200))).toEqual([...grey(7), ...grey(200)]);
    // 16 bits are rounded to the nearest of 256: 128 / 257 is below a half, 129 / 257 above.
    expect(await pixelsOf(row(16, 0, 128, 0, 129))).toEqual([...grey(0), ...grey(1)]);
  });

  test('reads colours, palettes and transparency', async () => {
    const size = { width: 2, height: 1, depth: 8 };
    expect(await pixelsOf({ ...size, colourType: 2, rows: [[0, 1, 2, 3, 4, 5, 6]] })).toEqual([
      1, 2, 3, 255, 4, 5, 6, 255,
    ]);
    expect(await pixelsOf({ ...size, colourType: 4, rows: [[0, 9, 10, 20, 0]] })).toEqual([
      ...grey(9, 10),
      ...grey(20, 0),
    ]);
    expect(await pixelsOf({ ...size, colourType: 6, rows: [[0, 1, 2, 3, 4, 5, 6, 7, 8]] })).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    const palette = ['PLTE', [10, 20, 30, 40, 50, 60]] as const;
    expect(
      await pixelsOf({ ...size, width: 3, colourType: 3, rows: [[0, 1, 0, 9]], before: [palette, ['tRNS', [77]]] }),
    ).toEqual([40, 50, 60, 255, 10, 20, 30, 77, 0, 0, 0, 255]);
    expect(await pixelsOf({ ...size, depth: 4, colourType: 3, rows: [[0, 0x10]], before: [palette] })).toEqual([
      ...[40, 50, 60, 255],
      ...[10, 20, 30, 255],
    ]);
    const clear = ['tRNS', [0, 4, 0, 5, 0, 6]] as const;
    expect(await pixelsOf({ ...size, colourType: 2, rows: [[0, 1, 2, 3, 4, 5, 6]], before: [clear] })).toEqual([
      ...[1, 2, 3, 255],
      ...[4, 5, 6, 0],
    ]);
    expect(await pixelsOf({ ...size, colourType: 0, rows: [[0, 7, 8]], before: [['tRNS', [0, 8]]] })).toEqual([
      ...grey(7),
      ...grey(8, 0),
    ]);
  });

  test('undoes each filter', async () => {
    const rows = [
      [1, 10, 5, 5],
      [2, 1, 2, 250],
      [3, 5, 0, 3],
      [4, 1, 255, 2],
    ];
    expect(
      (await pixelsOf({ width: 3, height: 4, depth: 8, colourType: 0, rows })).filter((_, i) => i % 4 === 0),
    ).toEqual([...[10, 15, 20], ...[11, 17, 14], ...[10, 13, 16], ...[11, 12, 18]]);
  });

  test('gives strips of any height, the last one shorter', async () => {
    const rows = Array.from({ length: 5 }, (_, y) => [0, y, y]);
    const picture = new PngPicture(await pngOf({ width: 2, height: 5, depth: 8, colourType: 0, rows }));
    const strips: number[][] = [];
    for await (const strip of picture.strips(2)) strips.push([...strip].filter((_, i) => i % 4 === 0));
    expect(strips).toEqual([
      [0, 0, 1, 1],
      [2, 2, 3, 3],
      [4, 4],
    ]);
  });

  test('leaves interlaced files, profiles and other gammas to the browser, and sRGB not', async () => {
    const plain: Parts = { width: 1, height: 1, depth: 8, colourType: 0, rows: [[0, 5]] };
    await expect(pixelsOf({ ...plain, interlace: 1 })).rejects.toThrow(PngError);
    await expect(pixelsOf({ ...plain, before: [['iCCP', [1]]] })).rejects.toThrow(PngError);
    await expect(pixelsOf({ ...plain, before: [['gAMA', [0, 1, 0x86, 0xa0]]] })).rejects.toThrow(PngError);
    expect(await pixelsOf({ ...plain, before: [['gAMA', [0, 0, 0xb1, 0x8f]]] })).toEqual(grey(5));
    expect(await pixelsOf({ ...plain, before: [['sRGB', [0]]] })).toEqual(grey(5));
  });

  test('says no to what is damaged, without end or memory', async () => {
    const rows = Array.from({ length: 40 }, (_, y) => [
      0,
      ...Array.from({ length: 40 }, (_, x) => (x * x * 7 + y * y * 13) & 255),
    ]);
    const whole = await pngOf({ width: 40, height: 40, depth: 8, colourType: 0, rows });
    // Past the header and up to where the last row begins.
    for (let length = 0; length < whole.length - 100; length += 11) {
      await expect(decodePng(whole.subarray(0, length))).rejects.toThrow(PngError);
    }
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
        const result = await decodePng(whole.with(at, value)).catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(PngError);
        else
          expect((result as RgbaImage).data).toHaveLength(
            4 * (result as RgbaImage).width * (result as RgbaImage).height,
          );
      }),
    );
  });
});

describe('encodePng', () => {
  test('decodes to the same pixels', async () => {
    const pictures = fc
      .record({ width: fc.integer({ min: 1, max: 30 }), height: fc.integer({ min: 1, max: 30 }) })
      .chain(({ width, height }) =>
        fc.uint8Array({ minLength: 4 * width * height, maxLength: 4 * width * height }).map((bytes) => ({
          width,
          height,
          data: Uint8ClampedArray.from(bytes, (byte, i) => (i % 4 === 3 ? 255 : byte)),
        })),
      );
    await fc.assert(
      fc.asyncProperty(pictures, async (picture) => {
        expect(await decodePng(await encodePng(picture))).toEqual(picture);
      }),
      { numRuns: 30 },
    );
  });

  test('packs smooth pictures well', async () => {
    const data = new Uint8ClampedArray(4 * 256 * 256).map((_, i) =>
      i % 4 === 3 ? 255 : (((i >> 2) % 256) >> 1) + (i >> 11),
    );
    expect((await encodePng({ width: 256, height: 256, data })).length).toBeLessThan(10_000);
  });
});
