import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../core/image.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { cellBounds, codeLightness, type MosaicFill, paintMosaicCells, tileRect } from './mosaic-pixels.ts';

const grid: TokenGrid = { width: 2, height: 2, tokens: Int32Array.of(0, 1, 65, 1) };
const side = 2;

function blank(width: number, height: number): RgbaImage {
  return { width, height, data: new Uint8ClampedArray(4 * width * height) };
}

/** Two rows of 64 tiles; every pixel of tile k is (k, 2k, 0). */
function numberedAtlas(): RgbaImage {
  const image = blank(64 * side, 2 * side);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < image.width; x++) {
      const code = Math.floor(y / side) * 64 + Math.floor(x / side);
      image.data.set([code, 2 * code, 0, 255], 4 * (y * image.width + x));
    }
  }
  return image;
}

const swatches: MosaicFill = { kind: 'swatch', side, atlas: numberedAtlas() };
const colours: MosaicFill = { kind: 'similarity', side: 1, colours: Uint8Array.from([255, 255, 255, 10, 20, 30]) };

describe('paintMosaicCells', () => {
  it('gives each cell its code’s colour', () => {
    const image = blank(2, 2);
    paintMosaicCells(image, grid, [1], colours);
    expect([...image.data.subarray(4, 8)]).toEqual([10, 20, 30, 255]);
    expect(image.data[0]).toBe(0);
  });

  it('copies the tile of each cell’s code, from any row of the atlas', () => {
    const image = blank(4, 4);
    paintMosaicCells(image, grid, grid.tokens.keys(), swatches);
    const redAt = (x: number, y: number) => image.data[4 * (y * 4 + x)];
    expect([redAt(0, 0), redAt(3, 1), redAt(1, 2), redAt(0, 3), redAt(3, 3)]).toEqual([0, 1, 65, 65, 1]);
  });
});

it('finds tiles 64 in a row', () => {
  expect(tileRect(65, 8)).toEqual({ x: 8, y: 8, width: 8, height: 8 });
});

it('bounds the cells that changed', () => {
  expect(cellBounds([6, 9], 4)).toEqual({ x: 1, y: 1, width: 2, height: 2 });
  expect(cellBounds([], 4)).toEqual({ x: 0, y: 0, width: 0, height: 0 });
});

it('tells light codes from dark ones under either fill', () => {
  expect([...codeLightness(colours, 2)]).toEqual([255, 18]);
  expect(codeLightness(swatches, 66)[65]).toBe(Math.floor(0.299 * 65 + 0.587 * 130));
});
