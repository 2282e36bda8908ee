// A critic's opinion of a picture's patches as colours: what looks made, what passes for a typical photo, what looks real.
import type { RgbaImage } from '../image.ts';
import type { Size } from '../rect.ts';

/** Opinions with the colours of the scale's left end, middle and right end. */
export interface OpinionScale {
  readonly made: number;
  /** Of half of all patches of photos the critic thinks less. */
  readonly typical: number;
  readonly real: number;
}

type Colour = readonly [number, number, number];

/** Blue and orange: told apart with any kind of colour blindness. */
const madeColour: Colour = [214, 82, 24];
const typicalColour: Colour = [236, 234, 228];
const realColour: Colour = [22, 96, 176];

/** @param t from -1 (made) through 0 (a typical photo) to 1 (real); beyond, the ends' colours */
export function opinionColour(t: number): Colour {
  const share = Math.min(1, Math.abs(t));
  const end = t < 0 ? madeColour : realColour;
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(typicalColour[channel] + (end[channel] - typicalColour[channel]) * share);
  return [mix(0), mix(1), mix(2)];
}

/** Where an opinion lies on the scale: -1 to 1, straight lines on both sides of the typical photo. */
export function opinionPosition(opinion: number, { made, typical, real }: OpinionScale): number {
  const distance = opinion - typical;
  return Math.max(-1, Math.min(1, distance / (distance < 0 ? typical - made : real - typical)));
}

/** One opaque pixel a patch. */
export function opinionMap({ width, height, values }: Size & { values: Float32Array }, scale: OpinionScale): RgbaImage {
  const data = new Uint8ClampedArray(4 * width * height);
  for (const [patch, opinion] of values.entries()) {
    data.set([...opinionColour(opinionPosition(opinion, scale)), 255], 4 * patch);
  }
  return { width, height, data };
}
