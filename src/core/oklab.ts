// OKLab, a colour space in which distance is close to perceived difference, and its way to and from sRGB.
// Björn Ottosson, "A perceptual color space for image processing", 2020 (matrices of 2021-01-25).

/** Lightness 0..1, green–red and blue–yellow about -0.4..0.4. */
export type Oklab = readonly [lightness: number, a: number, b: number];

/** Gamma-decoded sRGB by 8-bit value (IEC 61966-2-1). */
const linear = Float64Array.from({ length: 256 }, (_, level) => {
  const value = level / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

/** N×3 8-bit sRGB → N×3 OKLab. */
export function oklabOf(colours: Uint8Array): Float32Array {
  const lab = new Float32Array(colours.length);
  for (let offset = 0; offset + 2 < colours.length; offset += 3) {
    const red = linear[colours[offset]!]!;
    const green = linear[colours[offset + 1]!]!;
    const blue = linear[colours[offset + 2]!]!;
    const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
    const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
    const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
    lab[offset] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s;
    lab[offset + 1] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
    lab[offset + 2] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  }
  return lab;
}

/** 8-bit sRGB; a colour outside its gamut loses chroma, not lightness or hue, until it is within. */
export function srgbOf([lightness, a, b]: Oklab): [number, number, number] {
  let chroma = 1;
  if (!inGamut(linearOf(lightness, a, b))) {
    let low = 0;
    let high = 1;
    // 2^-10 of the chroma is well under one 8-bit level.
    for (let step = 0; step < 10; step++) {
      chroma = (low + high) / 2;
      if (inGamut(linearOf(lightness, a * chroma, b * chroma))) low = chroma;
      else high = chroma;
    }
    chroma = low;
  }
  const [red, green, blue] = linearOf(lightness, a * chroma, b * chroma);
  return [encoded(red), encoded(green), encoded(blue)];
}

function linearOf(lightness: number, a: number, b: number): [number, number, number] {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

function inGamut(channels: readonly number[]): boolean {
  return channels.every((value) => value >= -1e-4 && value <= 1 + 1e-4);
}

function encoded(value: number): number {
  const clipped = Math.max(0, Math.min(1, value));
  return Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055));
}
