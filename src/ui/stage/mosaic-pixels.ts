// The token grid as pixels: each cell a flat colour or the tile that shows its code alone. Pure; the canvas is elsewhere.
import type { RgbaImage } from '../../core/image.ts';
import type { Rect } from '../../core/rect.ts';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import type { TokenGrid } from '../../core/token-grid.ts';

/** Each cell one flat colour; similar codes have similar ones. */
export interface SimilarityFill {
  readonly kind: 'similarity';
  /** Pixels of a cell's side in the mosaic. */
  readonly side: 1;
  /** K×3 sRGB. */
  readonly colours: Uint8Array;
}

/** Each cell the tile that shows what its code looks like alone. */
export interface SwatchFill {
  readonly kind: 'swatch';
  readonly side: number;
  readonly atlas: RgbaImage;
}

export type MosaicFill = SimilarityFill | SwatchFill;

/** Where a code's tile lies in an atlas of tiles with this side. */
export function tileRect(code: number, side: number): Rect {
  return { x: (code % swatchColumns) * side, y: Math.floor(code / swatchColumns) * side, width: side, height: side };
}

/** Writes the given cells of `grid` into `image`, which is `fill.side` times the grid's size. */
export function paintMosaicCells(image: RgbaImage, grid: TokenGrid, cells: Iterable<number>, fill: MosaicFill): void {
  if (fill.kind === 'similarity') paintColours(image, grid, cells, fill.colours);
  else paintTiles(image, grid, cells, fill);
}

/** The smallest rectangle of cells around the given ones. */
export function cellBounds(cells: Iterable<number>, gridWidth: number): Rect {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const cell of cells) {
    const column = cell % gridWidth;
    const row = (cell - column) / gridWidth;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  if (right < left) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** Perceived lightness of each code under this fill, 0 to 255: tells whether dark or light text is legible on it. */
export function codeLightness(fill: MosaicFill, codebookSize: number): Uint8Array {
  const lightness = new Uint8Array(codebookSize);
  for (let code = 0; code < codebookSize; code++) {
    const [red, green, blue] = fill.kind === 'similarity' ? colourOf(fill.colours, code) : meanOfTile(fill, code);
    lightness[code] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return lightness;
}

function paintColours(image: RgbaImage, grid: TokenGrid, cells: Iterable<number>, colours: Uint8Array): void {
  for (const cell of cells) {
    const from = 3 * grid.tokens[cell]!;
    image.data[4 * cell] = colours[from]!;
    image.data[4 * cell + 1] = colours[from + 1]!;
    image.data[4 * cell + 2] = colours[from + 2]!;
    image.data[4 * cell + 3] = 255;
  }
}

function paintTiles(image: RgbaImage, grid: TokenGrid, cells: Iterable<number>, { side, atlas }: SwatchFill): void {
  for (const cell of cells) {
    const tile = tileRect(grid.tokens[cell]!, side);
    const left = (cell % grid.width) * side;
    const top = Math.floor(cell / grid.width) * side;
    for (let row = 0; row < side; row++) {
      const from = 4 * ((tile.y + row) * atlas.width + tile.x);
      image.data.set(atlas.data.subarray(from, from + 4 * side), 4 * ((top + row) * image.width + left));
    }
  }
}

function colourOf(colours: Uint8Array, code: number): [number, number, number] {
  return [colours[3 * code] ?? 0, colours[3 * code + 1] ?? 0, colours[3 * code + 2] ?? 0];
}

function meanOfTile({ side, atlas }: SwatchFill, code: number): [number, number, number] {
  const tile = tileRect(code, side);
  const sum: [number, number, number] = [0, 0, 0];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = 4 * ((tile.y + row) * atlas.width + tile.x + column);
      sum[0] += atlas.data[at] ?? 0;
      sum[1] += atlas.data[at + 1] ?? 0;
      sum[2] += atlas.data[at + 2] ?? 0;
    }
  }
  const count = side * side;
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}
