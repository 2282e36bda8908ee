import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { area, contains, dilate, type Rect } from '../../core/rect.ts';
import { planTiles } from './tiles.ts';

const sizes = fc.record({ width: fc.integer({ min: 1, max: 150 }), height: fc.integer({ min: 1, max: 150 }) });

function timesCovered(rects: readonly Rect[], size: { width: number; height: number }): Uint8Array {
  const times = new Uint8Array(area(size));
  for (const { x, y, width, height } of rects) {
    for (let i = 0; i < width * height; i++) times[(y + Math.floor(i / width)) * size.width + x + (i % width)]!++;
  }
  return times;
}

describe('planTiles', () => {
  test('the tiles of a whole picture cover each cell once', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const tiles = planTiles(size, null, 4);
        for (const { output, settles } of tiles) expect(output).toEqual(settles);
        expect(
          timesCovered(
            tiles.map(({ output }) => output),
            size,
          ).every((times) => times === 1),
        ).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  test('every changed cell is settled, with all that it can reach in the output', () => {
    const edits = sizes.chain((size) =>
      fc.record({
        size: fc.constant(size),
        changed: fc.uniqueArray(fc.nat(area(size) - 1), { minLength: 1, maxLength: 20 }),
      }),
    );
    fc.assert(
      fc.property(edits, ({ size, changed }) => {
        const tiles = planTiles(size, changed, 3);
        for (const index of changed) {
          const x = index % size.width;
          const y = Math.floor(index / size.width);
          const settling = tiles.find(({ settles }) => contains(settles, x, y));
          expect(settling?.output).toEqual(dilate(settling!.settles, 3, size));
        }
        expect(tiles.length).toBeLessThanOrEqual(changed.length);
      }),
    );
  });

  test('a stroke over the border of two tiles is one job; a whole picture is several', () => {
    const grid = { width: 64, height: 64 };
    const stroke = [22, 23, 24, 25, 26].map((x) => 24 * 64 + x);
    expect(planTiles(grid, stroke, 4)).toHaveLength(1);
    expect(planTiles(grid, [0, 64 * 64 - 1], 4)).toHaveLength(2);
    expect(planTiles(grid, [...Array(64 * 64).keys()], 4)).toHaveLength(9);
    expect(planTiles(grid, [], 4)).toEqual([]);
  });
});
