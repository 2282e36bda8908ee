import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bigPower } from './big-power.ts';

test('agrees with whole-number arithmetic', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 65_536 }), fc.integer({ min: 1, max: 1536 }), (base, exponent) => {
      const digits = (BigInt(base) ** BigInt(exponent)).toString();
      const power = bigPower(base, exponent);
      expect(power.exponent).toBe(digits.length - 1);
      expect(power.mantissa).toBeCloseTo(Number(`${digits[0]}.${digits.slice(1, 9) || '0'}`), 5);
    }),
    { numRuns: 60 },
  );
});

test('5×5 cells of 4096 codes have as many arrangements as 2^300', () => {
  expect(bigPower(4096, 25).bits).toBe(300);
});

test('powers of ten keep their shape, and anything to the power of nothing is one', () => {
  expect(bigPower(10, 3)).toEqual({ bits: 3 * Math.log2(10), mantissa: 1, exponent: 3 });
  expect(bigPower(4096, 0)).toEqual({ bits: 0, mantissa: 1, exponent: 0 });
});
