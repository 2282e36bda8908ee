import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundedBytes, roundLatents } from './latent-rounding.ts';

const latents = fc.array(fc.float({ min: -8, max: 8, noNaN: true }), { minLength: 12, maxLength: 12 });

test('one bit leaves two values a channel, and each channel has its own', () => {
  const rounded = roundLatents(Float32Array.of(0, 1, 3, 4, 100, 101, 103, 104), 2, 1);
  expect([...rounded]).toEqual([1, 1, 3, 3, 101, 101, 103, 103]);
});

test('no number moves by more than half a step, and no channel has more values than its bits can name', () => {
  fc.assert(
    fc.property(latents, fc.integer({ min: 1, max: 10 }), (numbers, bits) => {
      const values = Float32Array.from(numbers);
      const rounded = roundLatents(values, 3, bits);
      for (let channel = 0; channel < 3; channel++) {
        const own = values.subarray(4 * channel, 4 * channel + 4);
        const step = (Math.max(...own) - Math.min(...own)) / 2 ** bits;
        own.forEach((value, i) => {
          expect(Math.abs(rounded[4 * channel + i]! - value)).toBeLessThanOrEqual(step / 2 + 1e-5);
        });
        expect(new Set(rounded.subarray(4 * channel, 4 * channel + 4)).size).toBeLessThanOrEqual(2 ** bits);
      }
    }),
  );
});

test('a channel of one value keeps it', () => {
  expect([...roundLatents(Float32Array.of(7, 7, 7), 1, 3)]).toEqual([7, 7, 7]);
});

test('so many bits a number, and each channel’s range', () => {
  expect(roundedBytes(32 * 1536, 32, 4)).toBe(24_576 + 256);
  expect(roundedBytes(3, 1, 3)).toBe(2 + 8);
});
