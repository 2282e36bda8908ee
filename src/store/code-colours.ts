// What codes look like, as far as the store needs it: an average colour each, and two codes to begin painting with.
import type { RgbaImage } from '../core/image.ts';
import { meanColours } from '../core/projection.ts';
import { swatchColumns } from '../core/swatch-atlas.ts';
import type { Hand } from './packs/packs-state.ts';

/** @returns K×3 sRGB, or null without an atlas */
export function meanSwatchColours(atlas: RgbaImage | null, size: number): Uint8Array | null {
  return atlas && meanColours(atlas, { tile: atlas.width / swatchColumns, columns: swatchColumns, size });
}

/** How codes look: an atlas of their tiles, or K×3 average colours. */
export type Looks = RgbaImage | Uint8Array;

/** The code that is closest to the colour all over its tile: of two of one average, the plainer. */
export function plainestOf(looks: Looks, size: number, colour: Colour): number {
  let plainest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let code = 0; code < size; code++) {
    const distance =
      looks instanceof Uint8Array ? distanceAt(looks, 3 * code, colour) : tileDistance(looks, code, colour);
    if (distance >= least) continue;
    least = distance;
    plainest = code;
  }
  return plainest;
}

function tileDistance({ width, data }: RgbaImage, code: number, colour: Colour): number {
  const tile = width / swatchColumns;
  const left = (code % swatchColumns) * tile;
  const top = Math.floor(code / swatchColumns) * tile;
  let sum = 0;
  for (let y = top; y < top + tile; y++) {
    for (let x = left; x < left + tile; x++) sum += distanceAt(data, 4 * (y * width + x), colour);
  }
  return sum;
}

function distanceAt(numbers: ArrayLike<number>, at: number, [red, green, blue]: Colour): number {
  return (numbers[at]! - red) ** 2 + (numbers[at + 1]! - green) ** 2 + (numbers[at + 2]! - blue) ** 2;
}

type Colour = readonly [red: number, green: number, blue: number];

const tangerine = [240, 120, 40] as const;
const nearWhite = [245, 245, 245] as const;

/** A first stroke must be seen: codes of a strong and of a light colour, until the person picks their own. */
export function firstCodes(hand: Hand, looks: Looks, size: number): Partial<Hand> {
  if (hand.recentCodes.length > 0 || hand.foreground !== 0 || hand.background !== 0) return {};
  const foreground = plainestOf(looks, size, tangerine);
  return { foreground, background: plainestOf(looks, size, nearWhite), recentCodes: [foreground] };
}
