import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsPerToken, packedLength, packTokens, unpackTokens } from './bit-packing.ts';

const bitsWithTokens = fc
  .integer({ min: 1, max: 24 })
  .chain((bits) => fc.tuple(fc.constant(bits), fc.array(fc.nat({ max: 2 ** bits - 1 }), { maxLength: 70 })));

describe('bitsPerToken', () => {
  test('is the binary logarithm rounded up, and at least one bit', () => {
    const sizes = [1, 2, 3, 4, 5, 512, 513, 1024, 4096, 4097, 8192, 16384];
    expect(sizes.map(bitsPerToken)).toEqual([1, 1, 2, 2, 3, 9, 10, 10, 12, 13, 13, 14]);
  });

  test('refuses sizes no codebook has', () => {
    for (const size of [0, -1, 1.5, Number.NaN, 2 ** 25]) expect(() => bitsPerToken(size)).toThrow(RangeError);
  });
});

describe('packing', () => {
  test('puts the most significant bit first', () => {
    expect([...packTokens([0xabc, 0x123], 12)]).toEqual([0xab, 0xc1, 0x23]);
    expect([...packTokens([1, 0, 1], 1)]).toEqual([0b1010_0000]);
    expect([...packTokens([0xfffffe], 24)]).toEqual([0xff, 0xff, 0xfe]);
  });

  test('is undone by unpacking and takes no byte more than it must', () => {
    fc.assert(
      fc.property(bitsWithTokens, ([bits, tokens]) => {
        const bytes = packTokens(tokens, bits);
        expect(bytes).toHaveLength(Math.ceil((tokens.length * bits) / 8));
        expect([...unpackTokens(bytes, tokens.length, bits)]).toEqual(tokens);
      }),
    );
  });

  test('agrees with writing the tokens as binary digits', () => {
    fc.assert(
      fc.property(bitsWithTokens, ([bits, tokens]) => {
        const digits = tokens.map((token) => token.toString(2).padStart(bits, '0')).join('');
        const written = [...packTokens(tokens, bits)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
        expect(written.slice(0, digits.length)).toBe(digits);
        expect(written.slice(digits.length)).toMatch(/^0{0,7}$/);
      }),
    );
  });

  test('refuses tokens that do not fit', () => {
    for (const token of [8, -1, 0.5, Number.NaN]) expect(() => packTokens([token], 3)).toThrow(RangeError);
    expect(() => packTokens([1], 25)).toThrow(RangeError);
  });

  test('a 32×32 grid of 12-bit tokens takes 1536 bytes', () => {
    expect(packedLength(32 * 32, bitsPerToken(4096))).toBe(1536);
  });
});

describe('unpacking', () => {
  test('refuses more tokens than the bytes hold, without allocating them', () => {
    expect(() => unpackTokens(new Uint8Array(3), 3, 12)).toThrow(RangeError);
    expect(() => unpackTokens(new Uint8Array(3), 2 ** 40, 12)).toThrow(RangeError);
    expect(() => unpackTokens(new Uint8Array(3), -1, 12)).toThrow(RangeError);
  });
});
