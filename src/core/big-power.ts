// Numbers too large for a float: K^n pictures, in powers of two and of ten.

export interface BigPower {
  /** log2 of it. */
  readonly bits: number;
  /** It is mantissa · 10^exponent, with 1 ≤ mantissa < 10. */
  readonly mantissa: number;
  readonly exponent: number;
}

/** base^exponent, for a base from 1 and an exponent from 0. Logarithms in float64: 10 digits hold up to 10^100,000. */
export function bigPower(base: number, exponent: number): BigPower {
  const decimal = exponent * Math.log10(base);
  // A power that should be whole (10^3) must not become 9.99… × 10^2.
  const whole = Math.floor(decimal + 1e-9);
  return { bits: exponent * Math.log2(base), mantissa: Math.max(1, 10 ** (decimal - whole)), exponent: whole };
}
