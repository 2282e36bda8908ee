// A heat map of where two pictures differ, and its colour map for a legend.
import type { RgbaImage } from '../image.ts';
import { requireSameSize } from '../rect.ts';

/**
 * The difference, in 8-bit levels averaged over red, green and blue, that gets the brightest colour. Fixed, so that a
 * colour means the same in every photo; a quarter of the range, because reconstructions rarely differ by more.
 */
export const errorMapMaximum = 64;

/** Opaque inferno colours of each pixel's mean absolute difference, from 0 (black) to `errorMapMaximum` and above. */
export function errorMap(a: RgbaImage, b: RgbaImage): RgbaImage {
  requireSameSize(a, b);
  const data = new Uint8ClampedArray(a.data.length);
  for (let offset = 0; offset < data.length; offset += 4) {
    const difference =
      Math.abs(a.data[offset]! - b.data[offset]!) +
      Math.abs(a.data[offset + 1]! - b.data[offset + 1]!) +
      Math.abs(a.data[offset + 2]! - b.data[offset + 2]!);
    const colour = 3 * Math.min(difference, 3 * errorMapMaximum);
    data[offset] = colours[colour]!;
    data[offset + 1] = colours[colour + 1]!;
    data[offset + 2] = colours[colour + 2]!;
    data[offset + 3] = 255;
  }
  return { width: a.width, height: a.height, data };
}

/**
 * The perceptually uniform map "inferno" (S. van der Walt, N. Smith, matplotlib, CC0) at `t` in [0, 1], as 8-bit sRGB:
 * every 17th colour of its table, straight lines between them (within 7 levels of it).
 */
export function inferno(t: number): [number, number, number] {
  const at = Math.max(0, Math.min(1, t)) * (stops.length - 1);
  const stop = Math.min(Math.floor(at), stops.length - 2);
  const channel = (shift: number) => {
    const from = (stops[stop]! >> shift) & 255;
    const to = (stops[stop + 1]! >> shift) & 255;
    return Math.round(from + (to - from) * (at - stop));
  };
  return [channel(16), channel(8), channel(0)];
}

const stops = [
  0x000004, 0x0c0826, 0x240c4f, 0x420a68, 0x5d126e, 0x781c6d, 0x932667, 0xae305c, 0xc73e4c, 0xdd513a, 0xed6925,
  0xf8850f, 0xfca50a, 0xfac62d, 0xf2e661, 0xfcffa4,
];

/** Colours of sums of three differences: 3 bytes each, from 0 to 3 · errorMapMaximum. */
const colours = new Uint8Array(3 * (3 * errorMapMaximum + 1));
for (let sum = 0; sum <= 3 * errorMapMaximum; sum++) colours.set(inferno(sum / (3 * errorMapMaximum)), 3 * sum);
