// The layout of a pack's swatch atlas: what each code looks like on a flat field of itself, in f×f tiles.

/** Tiles in a row: code k lies at column k mod 64, row ⌊k / 64⌋. Fixed by the pack contract. */
export const swatchColumns = 64;
