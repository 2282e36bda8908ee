import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileKind, mediaTypeOf, unreadableWords } from './file-kind.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const brands = (major: string, ...others: string[]) =>
  bytes(`\0\0\0${String.fromCharCode(16 + 4 * others.length)}ftyp${major}\0\0\0\0${others.join('')}${'\0'.repeat(40)}`);

describe('fileKind', () => {
  test.each([
    ['jpeg', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['png', bytes('\x89PNG\r\n\x1a\n')],
    ['gif', bytes('GIF89a')],
    ['webp', bytes('RIFF\x10\0\0\0WEBPVP8 ')],
    ['video', bytes('RIFF\x10\0\0\0AVI LIST')],
    ['tiff', bytes('II*\0\x08\0\0\0')],
    ['pdf', bytes('%PDF-1.7')],
    ['zip', bytes('PK\x03\x04\x14\0')],
    ['gzip', bytes('\x1f\x8b\x08\0')],
    ['psd', bytes('8BPS\0\x01')],
    ['heic', brands('heic', 'mif1', 'heic')],
    ['heic', brands('mif1', 'heix')],
    ['avif', brands('avif', 'mif1', 'miaf')],
    ['avif', brands('mif1', 'avif')],
    ['video', brands('isom', 'mif1', 'mp41')],
    ['video', brands('qt  ')],
    ['unknown', bytes('\0\x01\x02\x03')],
    ['unknown', new Uint8Array()],
  ])('%s by its signature', (kind, start) => {
    expect(fileKind(start)).toBe(kind);
  });

  test.each([
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['svg', '\ufeff\n <svg>'],
    ['svg', '<?xml version="1.0"?>\n<!-- by hand, > and all --><!-- <html> -->\n<svg width="3"'],
    [
      'svg',
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n<svg>',
    ],
    ['svg', '<!DOCTYPE svg [\n<!ENTITY ns "http://a/>b">\n]>\n<svg:svg xmlns:svg="x">'],
    ['html', '<!doctype html><html><body><svg></svg>'],
    ['html', '<html lang="en">'],
    ['json', ' {"format": "tessera-tokens"}'],
    ['text', 'only words about <svg> files'],
    ['text', '<?xml version="1.0"?><rss/>'],
  ])('%s by what the text begins with: %j', (kind, text) => {
    expect(fileKind(new TextEncoder().encode(text))).toBe(kind);
  });

  test('reads UTF-16, as some programs save drawings', () => {
    const text = '\ufeff<svg>';
    const start = new Uint8Array(
      [...text].flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]),
    );
    expect(fileKind(start)).toBe('svg');
  });

  test('any bytes are of some kind, which has words', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string().map(bytes)), (start) => {
        expect(unreadableWords(fileKind(start))).toMatch(/could not be read as a picture.*\.$/);
      }),
    );
  });

  test('a long prolog without an end takes no longer than it is', () => {
    expect(fileKind(bytes('<!--a-->'.repeat(8000)))).toBe('text');
    expect(fileKind(bytes('<!--'.repeat(16_000)))).toBe('text');
  });
});

test('media types are those of the bytes', () => {
  expect([mediaTypeOf('svg'), mediaTypeOf('jpeg'), mediaTypeOf('zip')]).toEqual(['image/svg+xml', 'image/jpeg', '']);
});
