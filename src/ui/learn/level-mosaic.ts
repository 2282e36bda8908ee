// A level's grid as a picture: a pixel a cell, in colours in which similar codes are similar.
import type { RgbaImage } from '../../core/image.ts';
import type { TokenGrid } from '../../core/token-grid.ts';

/** @param colours K×3 sRGB */
export function levelMosaic({ width, height, tokens }: TokenGrid, colours: Uint8Array): RgbaImage {
  const data = new Uint8ClampedArray(4 * tokens.length);
  tokens.forEach((code, cell) => {
    data.set(colours.subarray(3 * code, 3 * code + 3), 4 * cell);
    data[4 * cell + 3] = 255;
  });
  return { width, height, data };
}
