// The search for the largest setting that fits; the encoders themselves are the browser's.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largestThatFits } from './codec-at-bytes.ts';

describe('largestThatFits', () => {
  test('comes within a hundredth of the range of the true limit, and never above it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), async (limit) => {
        const found = await largestThatFits(0, 1, async (x) => (x <= limit ? x : null));
        expect(found!.x).toBeLessThanOrEqual(limit);
        expect(limit - found!.x).toBeLessThanOrEqual(0.01);
        expect(found!.result).toBe(found!.x);
      }),
    );
  });

  test('says so where nothing fits', async () => {
    expect(await largestThatFits(0.1, 1, async () => null)).toBeNull();
  });
});
