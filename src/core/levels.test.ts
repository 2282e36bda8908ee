import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellOnLevel, changedInLayers, layered, levelScales, sizeOnLevel } from './levels.ts';
import type { TokenGrid } from './token-grid.ts';

const levels = [{ downsample: 16 }, { downsample: 8 }];
const sizes = fc.record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) });

function counting({ width, height }: { width: number; height: number }): TokenGrid {
  return { width, height, tokens: Int32Array.from({ length: width * height }, (_, i) => i) };
}

describe('levels', () => {
  test('scales and sizes: a coarser grid covers what the finest one leaves over', () => {
    expect(levelScales([{ downsample: 32 }, ...levels])).toEqual([4, 2, 1]);
    expect(sizeOnLevel({ width: 5, height: 4 }, 2)).toEqual({ width: 3, height: 2 });
  });

  test('each layer has the code that lies over the cell', () => {
    fc.assert(
      fc.property(sizes, (size) => {
        const fine = counting(size);
        const coarse = counting(sizeOnLevel(size, 2));
        const { layers, ...whole } = layered([coarse, fine], levels);
        expect(whole).toEqual(size);
        expect(layers[1]).toBe(fine.tokens);
        layers[0]!.forEach((token, cell) => {
          const x = (cell % size.width) >> 1;
          const y = Math.floor(cell / size.width) >> 1;
          expect(token).toBe(y * coarse.width + x);
        });
      }),
    );
  });

  test('cells that differ in any layer', () => {
    const before = [Int32Array.of(1, 1, 2), Int32Array.of(5, 6, 7)];
    expect(changedInLayers(before, [Int32Array.of(1, 1, 2), Int32Array.of(5, 6, 7)])).toEqual([]);
    expect(changedInLayers(before, [Int32Array.of(3, 3, 2), Int32Array.of(5, 6, 8)])).toEqual([0, 1, 2]);
  });

  test('a cell and the one over it', () => {
    const fine = { width: 5, height: 3, downsample: 8 };
    const coarse = { width: 3, height: 2, downsample: 16 };
    expect([0, 1, 4, 5, 14].map((cell) => cellOnLevel(cell, fine, coarse))).toEqual([0, 0, 2, 0, 5]);
    for (let cell = 0; cell < 6; cell++) {
      const there = cellOnLevel(cell, coarse, fine);
      expect(there).toBeLessThan(15);
      expect(cellOnLevel(there, fine, coarse)).toBe(cell);
    }
  });
});
