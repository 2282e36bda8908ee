import { expect, test } from 'vitest';
import { swatchColumns } from '../core/swatch-atlas.ts';
import { plainestOf } from './code-colours.ts';

const tile = 2;
const white = [240, 240, 240] as const;

/** @param tiles of each code its four pixels, as levels of grey */
function atlasOf(tiles: readonly (readonly number[])[]) {
  const [width, height] = [swatchColumns * tile, tile * Math.ceil(tiles.length / swatchColumns)];
  const data = new Uint8ClampedArray(4 * width * height);
  tiles.forEach((levels, code) => {
    levels.forEach((level, i) => {
      const x = (code % swatchColumns) * tile + (i % tile);
      const y = Math.floor(code / swatchColumns) * tile + Math.floor(i / tile);
      data.fill(level, 4 * (y * width + x), 4 * (y * width + x) + 4);
    });
  });
  return { width, height, data };
}

test('of two codes of one average colour the plainer is chosen', () => {
  const spotted = [255, 255, 255, 195];
  const plain = [240, 240, 240, 240];
  expect(plainestOf(atlasOf([[0, 0, 0, 0], spotted, plain]), 3, white)).toBe(2);
});

test('a tile in a later row is found', () => {
  const tiles = Array.from({ length: swatchColumns + 5 }, (_, code) =>
    Array(4).fill(code === swatchColumns + 3 ? 238 : 20),
  );
  expect(plainestOf(atlasOf(tiles), tiles.length, white)).toBe(swatchColumns + 3);
});

test('without an atlas average colours decide', () => {
  expect(plainestOf(Uint8Array.of(0, 0, 0, 250, 230, 240, 10, 10, 10), 3, white)).toBe(1);
});
