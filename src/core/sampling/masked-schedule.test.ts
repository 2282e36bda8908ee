import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepAfter, writtenAfter } from './masked-schedule.ts';

const cases = { steps: fc.integer({ min: 1, max: 16 }), total: fc.integer({ min: 1, max: 4096 }) };

describe('writtenAfter', () => {
  test('is MaskGIT’s cosine', () => {
    // 256 · (1 − cos(π/2 · step/8)), rounded up.
    const written = [0, 5, 20, 44, 75, 114, 159, 207, 256];
    expect(written.map((_, step) => writtenAfter(step, 8, 256))).toEqual(written);
  });

  test('every step writes something until nothing is left', () => {
    fc.assert(
      fc.property(fc.record(cases), ({ steps, total }) => {
        expect(writtenAfter(0, steps, total)).toBe(0);
        expect(writtenAfter(steps, steps, total)).toBe(total);
        for (let step = 0; step < steps; step++) {
          const before = writtenAfter(step, steps, total);
          expect(writtenAfter(step + 1, steps, total)).toBeGreaterThanOrEqual(Math.min(total, before + 1));
        }
      }),
    );
  });
});

test('stepAfter finds the step that comes next', () => {
  fc.assert(
    fc.property(fc.record(cases), ({ steps, total }) => {
      for (let step = 0; step < steps && writtenAfter(step, steps, total) < total; step++) {
        expect(stepAfter(writtenAfter(step, steps, total), steps, total)).toBe(step);
      }
    }),
  );
});
