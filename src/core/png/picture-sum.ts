// A check sum of a picture's red, green and blue: whether a PNG still shows what its tokens were stored with, however other
// programs have packed it anew.
import { PngError, PngPicture } from './decode-png.ts';
import { crc32 } from './png-container.ts';

/** Rows that are unpacked at once. */
const stripRows = 64;

/** @param rgba the whole picture, or what follows the part that gave `before` */
export function pictureSum(rgba: Uint8ClampedArray, before = ''): string {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return crc32(rgb, Number.parseInt(before || '0', 16)).toString(16);
}

/** Null for a PNG that only a browser decodes. */
export async function pictureSumOfPng(png: Uint8Array): Promise<string | null> {
  try {
    let sum = '';
    for await (const strip of new PngPicture(png).strips(stripRows)) sum = pictureSum(strip, sum);
    return sum;
  } catch (error) {
    if (error instanceof PngError) return null;
    throw error;
  }
}
