import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FitOptions, fitPhoto, isFitProblem } from './fit.ts';

const usual: FitOptions = { shortSide: 256, multiple: 8 };

describe('fitPhoto', () => {
  test.each([
    ['24 megapixels, landscape', { width: 6000, height: 4000 }, { width: 384, height: 256 }],
    ['portrait', { width: 3024, height: 4032 }, { width: 256, height: 344 }],
    ['square', { width: 777, height: 777 }, { width: 256, height: 256 }],
    ['already right', { width: 320, height: 256 }, { width: 320, height: 256 }],
    ['tiny, enlarged', { width: 40, height: 30 }, { width: 344, height: 256 }],
    ['panorama, long side capped', { width: 8000, height: 1000 }, { width: 1024, height: 128 }],
    ['smallest allowed', { width: 16, height: 16 }, { width: 256, height: 256 }],
  ])('%s', (_, source, expected) => {
    expect(fitPhoto(source, usual)).toEqual(expected);
  });

  test('other resolutions, multiples and caps', () => {
    const source = { width: 1500, height: 1000 };
    expect(fitPhoto(source, { shortSide: 128, multiple: 8 })).toEqual({ width: 192, height: 128 });
    expect(fitPhoto(source, { shortSide: 512, multiple: 16 })).toEqual({ width: 768, height: 512 });
    expect(fitPhoto(source, { shortSide: 512, multiple: 8, maxSide: 600 })).toEqual({ width: 600, height: 400 });
    expect(fitPhoto(source, { shortSide: 512, multiple: 16, maxSide: 600 })).toEqual({ width: 592, height: 400 });
  });

  test.each([
    [{ width: 1, height: 1 }, 'too-small'],
    [{ width: 15, height: 20 }, 'too-small'],
    [{ width: 0, height: 0 }, 'too-small'],
    [{ width: 10000, height: 1 }, 'too-thin'],
    [{ width: 30, height: 4000 }, 'too-thin'],
  ])('%o is %s', (source, problem) => {
    const result = fitPhoto(source, usual);
    expect(result).toMatchObject({ problem });
    expect(isFitProblem(result) && result.message).toContain(`${source.width}×${source.height}`);
  });

  test('keeps to its multiples and its cap, and the aspect ratio to a token', () => {
    const side = fc.integer({ min: 1, max: 12000 });
    fc.assert(
      fc.property(
        fc.record({ width: side, height: side }),
        fc.constantFrom(128, 256, 384, 512),
        fc.constantFrom(4, 8, 16, 32),
        (source, shortSide, multiple) => {
          const result = fitPhoto(source, { shortSide, multiple });
          if (isFitProblem(result)) {
            expect(Math.min(source.width, source.height) < 16 || sourceAspect(source) > 1024 / (3.5 * multiple)).toBe(
              true,
            );
            return;
          }
          for (const length of [result.width, result.height]) {
            expect(length % multiple).toBe(0);
            expect(length).toBeGreaterThanOrEqual(4 * multiple);
            expect(length).toBeLessThanOrEqual(1024);
          }
          const short = Math.min(result.width, result.height);
          const long = Math.max(result.width, result.height);
          expect(short).toBeLessThanOrEqual(shortSide);
          const deviation = Math.min(
            Math.abs(long - short * sourceAspect(source)),
            Math.abs(short - long / sourceAspect(source)),
          );
          expect(deviation).toBeLessThanOrEqual(multiple / 2 + 1e-6);
          expect(source.width > source.height && result.width < result.height).toBe(false);
          expect(source.width < source.height && result.width > result.height).toBe(false);
        },
      ),
    );
  });
});

function sourceAspect({ width, height }: { width: number; height: number }): number {
  return Math.max(width, height) / Math.min(width, height);
}
