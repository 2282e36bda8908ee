// The plan against a decoder small enough to run here: each pixel depends on all tokens within the receptive field.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { area, contains, dilate, type Rect, type Size } from '../../core/rect.ts';
import { applyChanges, createGrid, cropGrid, type TokenGrid } from '../../core/token-grid.ts';
import { type DecodeWindow, planChanged, planWhole } from './windows.ts';

/** A zero-padded convolution of (2r+1)² distinct weights, one pixel a token: shows any wrong or missing neighbour. */
function convolve(grid: TokenGrid, r: number): Float64Array {
  const pixels = new Float64Array(grid.tokens.length);
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      let sum = 0;
      for (let dy = -r; dy <= r; dy++) {
        for (let dx = -r; dx <= r; dx++) {
          if (!contains({ x: 0, y: 0, ...grid }, x + dx, y + dy)) continue;
          const weight = (dy + r) * (2 * r + 1) + dx + r + 1;
          sum += weight * (grid.tokens[(y + dy) * grid.width + x + dx]! + 1);
        }
      }
      pixels[y * grid.width + x] = sum;
    }
  }
  return pixels;
}

function drawWindow(pixels: Float64Array, grid: TokenGrid, { input, output }: DecodeWindow, r: number): void {
  const part = convolve(cropGrid(grid, input), r);
  for (let y = output.y; y < output.y + output.height; y++) {
    for (let x = output.x; x < output.x + output.width; x++) {
      pixels[y * grid.width + x] = part[(y - input.y) * input.width + x - input.x]!;
    }
  }
}

const sizes: fc.Arbitrary<Size> = fc.record({
  width: fc.integer({ min: 1, max: 60 }),
  height: fc.integer({ min: 1, max: 60 }),
});

const edits = sizes.chain((size) =>
  fc.record({
    size: fc.constant(size),
    changed: fc.uniqueArray(fc.integer({ min: 0, max: area(size) - 1 }), { minLength: 1, maxLength: 12 }),
    r: fc.integer({ min: 0, max: 3 }),
  }),
);

describe('planChanged', () => {
  test('redrawing its windows gives the picture of a whole decode, borders and corners included', () => {
    fc.assert(
      fc.property(edits, ({ size, changed, r }) => {
        const before = createGrid(size, 3);
        const after = applyChanges(
          before,
          changed.map((index) => ({ index, code: 7 + index })),
        );
        const pixels = convolve(before, r);
        for (const window of planChanged(changed, after, r)) drawWindow(pixels, after, window, r);
        expect(pixels).toEqual(convolve(after, r));
      }),
      { numRuns: 150 },
    );
  });

  test('every changed cell is settled by exactly one window', () => {
    fc.assert(
      fc.property(edits, ({ size, changed, r }) => {
        const windows = planChanged(changed, size, r);
        for (const index of changed) {
          const settling = windows.filter(({ settles }) =>
            contains(settles, index % size.width, Math.floor(index / size.width)),
          );
          expect(settling.length).toBe(1);
        }
      }),
    );
  });

  test('one cell of a large grid needs a window of 4r + 1 tokens each way, wherever it lies inside', () => {
    const [window] = planChanged([64 * 128 + 64], { width: 128, height: 128 }, 4);
    expect(window?.input).toEqual({ x: 56, y: 56, width: 17, height: 17 });
    expect(window?.output).toEqual({ x: 60, y: 60, width: 9, height: 9 });
  });

  test('two far cells get a window each, two near ones share one', () => {
    const grid = { width: 128, height: 128 };
    expect(planChanged([0, 128 * 128 - 1], grid, 4)).toHaveLength(2);
    expect(planChanged([64 * 128 + 60, 64 * 128 + 66], grid, 4)).toHaveLength(1);
  });

  test('a decoder without a receptive field is decoded whole', () => {
    const whole: Rect = { x: 0, y: 0, width: 20, height: 10 };
    expect(planChanged([3], whole, null)).toEqual([{ input: whole, output: whole, settles: whole }]);
  });

  test('nothing changed, nothing to do', () => {
    expect(planChanged([], { width: 9, height: 9 }, 4)).toEqual([]);
  });
});

describe('planWhole', () => {
  test('its tiles cover each cell once, with the receptive field around them', () => {
    fc.assert(
      fc.property(
        fc.record({ width: fc.integer({ min: 1, max: 150 }), height: fc.integer({ min: 1, max: 150 }) }),
        (size) => {
          const covered = new Uint8Array(area(size));
          for (const { output, input } of planWhole(size, 4)) {
            expect(input).toEqual(dilate(output, 4, size));
            for (let y = output.y; y < output.y + output.height; y++) {
              for (let x = output.x; x < output.x + output.width; x++) covered[y * size.width + x]!++;
            }
          }
          expect(covered.every((times) => times === 1)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });
});
