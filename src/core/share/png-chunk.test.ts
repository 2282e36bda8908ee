import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodePng } from '../png/encode-png.ts';
import { pictureSum, pictureSumOfPng } from '../png/picture-sum.ts';
import { encodeChunk, pngChunks } from '../png/png-container.ts';
import { encodeLink } from './link.ts';
import { embedInPng, extractFromPng, storedPictureSum } from './png-chunk.ts';
import { anyShared, sample, sampleLevel, tinyPng } from './samples.ts';
import { type SharedPicture, ShareFormatError } from './shared-grid.ts';

const bytesOf = (...parts: (string | Uint8Array)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === 'string' ? new TextEncoder().encode(part) : part)]));

const outcome = async (png: Uint8Array): Promise<SharedPicture | null | ShareFormatError> => {
  try {
    return await extractFromPng(png);
  } catch (error) {
    if (error instanceof ShareFormatError) return error;
    throw error;
  }
};

describe('chunks', () => {
  test('carry the CRC of the PNG specification', () => {
    // The IEND chunk that ends every PNG file.
    expect(encodeChunk('IEND', new Uint8Array(0))).toEqual(
      Uint8Array.of(0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82),
    );
  });

  test('are found in order and end with IEND', () => {
    const chunks = [...pngChunks(bytesOf(tinyPng(), 'trailing rubbish'))];
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'IDAT', 'IEND']);
    expect(chunks.every(({ complete, crcMatches }) => complete && crcMatches())).toBe(true);
  });
});

describe('embedding', () => {
  test('restores the grid from the PNG and leaves every other chunk as it was', async () => {
    await fc.assert(
      fc.asyncProperty(anyShared, async (shared) => {
        const png = embedInPng(tinyPng(), shared);
        expect(await extractFromPng(png)).toEqual(shared);
        const others = [...pngChunks(png)].filter(({ type }) => type !== 'tEXt');
        expect(others.map(({ data }) => data)).toEqual([...pngChunks(tinyPng())].map(({ data }) => data));
        expect([...pngChunks(png)].every(({ crcMatches }) => crcMatches())).toBe(true);
      }),
    );
  });

  test('replaces the grid that was there and keeps other text', async () => {
    const comment = encodeChunk('tEXt', bytesOf('Comment\0Tessera'));
    const once = embedInPng(tinyPng(comment), sample);
    const twice = embedInPng(once, { ...sample, name: 'second' });
    expect((await extractFromPng(twice))?.name).toBe('second');
    expect([...pngChunks(twice)].map(({ type }) => type)).toEqual(['IHDR', 'tEXt', 'tEXt', 'IDAT', 'IEND']);
  });

  test('reads a view into a larger buffer', async () => {
    const png = embedInPng(tinyPng(), sample);
    expect(await extractFromPng(bytesOf('12345', png).subarray(5))).toEqual(sample);
  });

  test('refuses what is not a whole PNG', () => {
    expect(() => embedInPng(bytesOf('JFIF'), sample)).toThrow(ShareFormatError);
    expect(() => embedInPng(tinyPng().subarray(0, -13), sample)).toThrow(ShareFormatError);
    expect(() => embedInPng(tinyPng().subarray(0, -1), sample)).toThrow(ShareFormatError);
  });
});

describe('text chunks that other tools wrote anew', () => {
  const link = encodeLink(sample);

  test.each([
    ['zTXt', bytesOf('Tessera\0\0', deflateSync(bytesOf(link)))],
    ['iTXt', bytesOf('Tessera\0\0\0en\0Tessera\0', link)],
    ['iTXt', bytesOf('Tessera\0\u0001\0\0\0', deflateSync(bytesOf(link)))],
  ])('%s', async (type, data) => {
    expect(await extractFromPng(tinyPng(encodeChunk(type, data)))).toEqual(sample);
  });

  test('a long compressed text is read across the steps in which it is unpacked', async () => {
    const tokens = Int32Array.from({ length: 128 * 128 }, (_, index) => (Math.imul(index, 0x9e3779b1) >>> 7) % 4096);
    const shared = { ...sample, levels: [{ ...sampleLevel, grid: { width: 128, height: 128, tokens } }] };
    const data = bytesOf('Tessera\0\0', deflateSync(bytesOf(encodeLink(shared))));
    expect(data.length).toBeGreaterThan(8192);
    expect(await extractFromPng(tinyPng(encodeChunk('zTXt', data)))).toEqual(shared);
  });

  test('a text that unfolds without end is refused', async () => {
    const bomb = bytesOf('Tessera\0\0', deflateSync(new Uint8Array(12_000_000)));
    expect(await outcome(tinyPng(encodeChunk('zTXt', bomb)))).toBeInstanceOf(ShareFormatError);
  });

  test('a compressed text that cannot be unpacked is a clear error', async () => {
    const broken = bytesOf('Tessera\0\0', Uint8Array.of(0x78, 0x9c, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0));
    await expect(extractFromPng(tinyPng(encodeChunk('zTXt', broken)))).rejects.toThrow('cannot be unpacked');
  });
});

describe('files without a grid', () => {
  test('hold none', async () => {
    expect(await extractFromPng(tinyPng())).toBeNull();
    expect(await extractFromPng(bytesOf('not a PNG'))).toBeNull();
    expect(await extractFromPng(new Uint8Array(0))).toBeNull();
    expect(await extractFromPng(tinyPng(encodeChunk('tEXt', bytesOf('Tessera\0somebody else’s text'))))).toBeNull();
    expect(await extractFromPng(tinyPng(encodeChunk('iTXt', bytesOf('Tessera\0\0'))))).toBeNull();
  });
});

describe('damage', () => {
  const png = embedInPng(tinyPng(), sample);
  const ours = [...pngChunks(png)][1]!;

  test('within the grid is an error', async () => {
    for (let at = ours.start + 16; at < ours.end; at++) {
      const damaged = png.slice();
      damaged[at]! ^= 4;
      expect(await outcome(damaged), `byte ${at}`).toBeInstanceOf(ShareFormatError);
    }
  });

  test('elsewhere does not matter', async () => {
    const damaged = png.slice();
    damaged[ours.end + 9]! ^= 4;
    expect(await extractFromPng(damaged)).toEqual(sample);
  });

  test('a cut file has the grid, an error or nothing, by where it is cut', async () => {
    for (let length = 0; length < png.length; length++) {
      const result = await outcome(png.subarray(0, length));
      if (length < ours.start + 16) expect(result, `${length}`).toBeNull();
      else if (length < ours.end) expect(result, `${length}`).toBeInstanceOf(ShareFormatError);
      else expect(result, `${length}`).toEqual(sample);
    }
  });

  test('a chunk that claims to be gigabytes long is not believed', async () => {
    const damaged = png.slice();
    damaged.set([0xff, 0xff, 0xff, 0xff], ours.start);
    expect(await outcome(damaged)).toBeInstanceOf(ShareFormatError);
  });

  test('arbitrary bytes after the signature never crash', async () => {
    const change = fc.record({ at: fc.nat({ max: png.length - 1 }), byte: fc.nat({ max: 255 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), fc.uint8Array({ maxLength: 60 }), async (changes, tail) => {
        const damaged = bytesOf(png, tail);
        for (const { at, byte } of changes) damaged[at] = byte;
        await outcome(damaged);
        await outcome(bytesOf(png.subarray(0, 8), tail));
      }),
      { numRuns: 300 },
    );
  });
});

describe('the picture beside the tokens', () => {
  test('is known again by its check sum, however it is packed, and told from another one', async () => {
    const image = { width: 3, height: 2, data: new Uint8ClampedArray(24).map((_, i) => (i % 4 === 3 ? 255 : 9 * i)) };
    const png = embedInPng(await encodePng(image), sample, pictureSum(image.data));
    expect(await extractFromPng(png)).toEqual(sample);
    expect(await storedPictureSum(png)).toBe(await pictureSumOfPng(png));

    const other = { ...image, data: image.data.with(4, 77) };
    const repainted = embedInPng(await encodePng(other), sample, pictureSum(image.data));
    expect(await storedPictureSum(repainted)).not.toBe(await pictureSumOfPng(repainted));
    // Exported once more, it says the sum of what it shows.
    const again = embedInPng(repainted, sample, pictureSum(other.data));
    expect(await storedPictureSum(again)).toBe(await pictureSumOfPng(again));
  });

  test('is the same in strips', () => {
    const pixels = new Uint8ClampedArray(400).map((_, i) => i * 7);
    expect(pictureSum(pixels.subarray(120), pictureSum(pixels.subarray(0, 120)))).toBe(pictureSum(pixels));
  });

  test('is not asked about where the file says nothing', async () => {
    expect(await storedPictureSum(embedInPng(tinyPng(), sample))).toBeNull();
  });
});

describe('crafted files', () => {
  test('with endless text of ours are refused before it is read', async () => {
    const text = new Uint8Array((1 << 23) + 9).fill(65);
    text.set(bytesOf('Tessera\0'));
    const start = [tinyPng().subarray(0, 33), encodeChunk('tEXt', text)];
    const png = new Uint8Array(await new Blob(start as Uint8Array<ArrayBuffer>[]).arrayBuffer());
    expect(await outcome(png)).toMatchObject({ problem: expect.stringContaining('too long') });
  });

  test('with many texts of ours are looked at no further than the first few', async () => {
    const other = encodeChunk('tEXt', bytesOf('Tessera\0another meaning'));
    const late = embedInPng(tinyPng(), sample);
    const text = [...pngChunks(late)].find(({ type }) => type === 'tEXt')!;
    const whole = late.subarray(text.start, text.end);
    expect(await extractFromPng(tinyPng(bytesOf(other, other, other, whole)))).toEqual(sample);
    expect(await extractFromPng(tinyPng(bytesOf(...Array<Uint8Array>(60).fill(other), whole)))).toBeNull();
  });
});
