// Codes as colours: the codebook projected to three dimensions in which similar codes look similar, the mean colours of
// swatches, and the order of a palette. Pure arrays; how they are drawn is the UI's.
import { alongHilbertCurve, arrangeInGrid } from './colour-order.ts';
import type { RgbaImage } from './image.ts';
import { oklabOf, srgbOf } from './oklab.ts';
import { coordinatesAlong, principalAxes } from './principal-axes.ts';

export interface Projection {
  /** K×3: each code along the first three principal components, in units of the codebook; 0 beyond its dimension. */
  readonly coordinates: Float32Array;
  /** K×3 8-bit sRGB. */
  readonly colours: Uint8Array;
}

/**
 * OKLab lightness of the lowest and highest code: apart enough to tell, while either end still stands out (contrast
 * 1.8 and more) from a white and from a black page.
 */
const darkest = 0.48;
const lightest = 0.78;
/** OKLab chroma along one axis; what is out of gamut gets less. */
const strongestChroma = 0.16;
/** The share of codes at either end of an axis that share the end's colour, so that a few outliers do not grey the rest. */
const clippedShare = 0.05;

/**
 * Principal components of the codebook (`codebook` is K×D, row by row; `size` K, `dim` D): the first as lightness, the
 * second and third as OKLab's two axes of hue. Deterministic, signs included.
 */
export function projectCodebook(codebook: Float32Array, shape: { size: number; dim: number }): Projection {
  const coordinates = coordinatesAlong(principalAxes(codebook, shape), codebook, { ...shape, count: 3 });
  const { size } = shape;
  const axes = [0, 1, 2].map((axis) => spread(coordinates, size, axis));
  const colours = new Uint8Array(3 * size);
  for (let code = 0; code < size; code++) {
    const [first, second, third] = axes.map((values) => values[code]!) as [number, number, number];
    const lightness = (darkest + lightest) / 2 + (first * (lightest - darkest)) / 2;
    colours.set(srgbOf([lightness, second * strongestChroma, third * strongestChroma]), 3 * code);
  }
  return { coordinates, colours };
}

/**
 * Mean sRGB colour (K×3) of each swatch of an atlas: code k's `tile`×`tile` pixels stand in column k mod `columns` and
 * row ⌊k / columns⌋. RangeError where the atlas is too small for `size` swatches.
 */
export function meanColours(
  atlas: RgbaImage,
  { tile, columns, size }: { tile: number; columns: number; size: number },
): Uint8Array {
  const rows = Math.ceil(size / columns);
  if (atlas.width < Math.min(size, columns) * tile || atlas.height < rows * tile) {
    throw new RangeError(`An atlas of ${atlas.width}×${atlas.height} has no ${size} swatches of ${tile} pixels.`);
  }
  const colours = new Uint8Array(3 * size);
  for (let code = 0; code < size; code++) {
    const left = (code % columns) * tile;
    const top = Math.floor(code / columns) * tile;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let y = top; y < top + tile; y++) {
      for (let offset = 4 * (y * atlas.width + left), end = offset + 4 * tile; offset < end; offset += 4) {
        red += atlas.data[offset]!;
        green += atlas.data[offset + 1]!;
        blue += atlas.data[offset + 2]!;
      }
    }
    const pixels = tile * tile;
    colours.set([Math.round(red / pixels), Math.round(green / pixels), Math.round(blue / pixels)], 3 * code);
  }
  return colours;
}

/**
 * All codes in an order in which neighbours look alike; `colours` is K×3 sRGB. With `columns`, for a palette filled row
 * by row with so many in each: neighbours above and below look alike as well. Without, along a line, for palettes of
 * any width. Deterministic.
 */
export function orderCodes(colours: Uint8Array, columns?: number): Int32Array {
  const lab = oklabOf(colours);
  return columns === undefined ? alongHilbertCurve(lab) : arrangeInGrid(lab, Math.max(1, Math.floor(columns)));
}

/** One axis of K×3 coordinates over -1..1 between its low and high percentile, clipped there; 0 where it has no spread. */
function spread(coordinates: Float32Array, size: number, axis: number): Float32Array {
  const values = new Float32Array(size);
  for (let code = 0; code < size; code++) values[code] = coordinates[3 * code + axis]!;
  const sorted = values.slice().sort();
  const clipped = Math.floor(clippedShare * size);
  const low = sorted[clipped] ?? 0;
  const high = sorted[size - 1 - clipped] ?? 0;
  // Components that only rounding made differ from zero are no spread.
  const largest = coordinates.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!(high - low > 1e-6 * largest)) return values.fill(0);
  return values.map((value) => Math.max(-1, Math.min(1, (2 * (value - low)) / (high - low) - 1)));
}
