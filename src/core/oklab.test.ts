import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oklabOf, srgbOf } from './oklab.ts';

const byte = fc.nat({ max: 255 });

describe('OKLab', () => {
  test('agrees with published values', () => {
    const lab = oklabOf(Uint8Array.of(255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 0, 255));
    const expected = [1, 0, 0, 0, 0, 0, 0.62796, 0.22486, 0.12585, 0.45201, -0.03246, -0.31153];
    expected.forEach((value, index) => {
      expect(lab[index]).toBeCloseTo(value, 4);
    });
  });

  test('is undone by the way back', () => {
    fc.assert(
      fc.property(byte, byte, byte, (...colour) => {
        const [lightness, a, b] = oklabOf(Uint8Array.from(colour)) as unknown as [number, number, number];
        expect(srgbOf([lightness, a, b])).toEqual(colour);
      }),
    );
  });

  test('colours out of gamut keep lightness and hue', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 0.9, noNaN: true }),
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        (lightness, hue) => {
          const [l, a, b] = oklabOf(Uint8Array.from(srgbOf([lightness, 0.5 * Math.cos(hue), 0.5 * Math.sin(hue)])));
          expect(Math.abs(l! - lightness)).toBeLessThan(0.01);
          const turned = Math.atan2(a! * Math.sin(hue) - b! * Math.cos(hue), a! * Math.cos(hue) + b! * Math.sin(hue));
          expect(Math.abs(turned)).toBeLessThan(0.06);
          expect(Math.hypot(a!, b!)).toBeGreaterThan(0.04);
        },
      ),
    );
  });
});
