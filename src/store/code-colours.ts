// What codes look like, as far as the store needs it: an average colour each, and two codes to begin painting with.
import type { RgbaImage } from '../core/image.ts';
import { meanColours } from '../core/projection.ts';
import { swatchColumns } from '../core/swatch-atlas.ts';
import type { Hand } from './packs/packs-state.ts';

/** @returns K×3 sRGB, or null without an atlas */
export function meanSwatchColours(atlas: RgbaImage | null, size: number): Uint8Array | null {
  return atlas && meanColours(atlas, { tile: atlas.width / swatchColumns, columns: swatchColumns, size });
}

function nearestLook(looks: Uint8Array, [red, green, blue]: readonly [number, number, number]): number {
  let nearest = 0;
  let least = Infinity;
  for (let code = 0; 3 * code < looks.length; code++) {
    const distance =
      (looks[3 * code]! - red) ** 2 + (looks[3 * code + 1]! - green) ** 2 + (looks[3 * code + 2]! - blue) ** 2;
    if (distance < least) {
      least = distance;
      nearest = code;
    }
  }
  return nearest;
}

const tangerine = [240, 120, 40] as const;
const nearWhite = [245, 245, 245] as const;

/** A first stroke must be seen: codes of a strong and of a light colour, until the person picks their own. */
export function firstCodes(hand: Hand, looks: Uint8Array): Partial<Hand> {
  if (hand.recentCodes.length > 0 || hand.foreground !== 0 || hand.background !== 0) return {};
  const foreground = nearestLook(looks, tangerine);
  return { foreground, background: nearestLook(looks, nearWhite), recentCodes: [foreground] };
}
