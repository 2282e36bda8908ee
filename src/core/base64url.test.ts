import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';

describe('base64url', () => {
  test('writes what Node writes and reads it back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const text = encodeBase64Url(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64url'));
        expect(decodeBase64Url(text)).toEqual(bytes);
      }),
    );
  });

  test('accepts one spelling only of the same bytes', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), (text) => {
        const bytes = decodeBase64Url(text);
        if (bytes) expect(encodeBase64Url(bytes)).toBe(text);
      }),
    );
  });

  test('refuses padding, the other alphabet, spaces, cut ends and left-over bits', () => {
    for (const text of ['QQ==', '+/+/', 'QU J', 'Q', 'QUJDR', 'QR', 'QUK', 'Käse', '😀']) {
      expect(decodeBase64Url(text), text).toBeNull();
    }
  });
});
