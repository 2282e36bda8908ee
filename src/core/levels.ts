// Levels of a hierarchical tokenizer (VQ-VAE-2: Razavi et al. 2019): token grids over one picture, coarsest first. A code
// of a coarser level covers scale × scale cells of the finest grid; where the picture ends within it, fewer.
import type { Size } from './rect.ts';
import type { TokenGrid } from './token-grid.ts';

interface Level {
  /** f: pixels a token, each way. */
  readonly downsample: number;
}

/** All levels on the finest grid, of each the code that lies over each cell: what a decoder reads. */
export interface TokenLayers extends Size {
  /** Coarsest first; `width * height` code ids each, row by row. */
  readonly layers: readonly Int32Array[];
}

/** Of each level the cells of the finest grid, each way, that one of its codes covers. */
export function levelScales(levels: readonly Level[]): number[] {
  const finest = levels.at(-1)?.downsample ?? 1;
  return levels.map(({ downsample }) => downsample / finest);
}

/** The size of a level's grid over a finest grid. */
export function sizeOnLevel({ width, height }: Size, scale: number): Size {
  return { width: Math.ceil(width / scale), height: Math.ceil(height / scale) };
}

/** The cell of a level that lies over a cell of the finest grid, or the other way round with `from` and `to` swapped. */
export function cellOnLevel(cell: number, from: Size & Level, to: Size & Level): number {
  const across = from.downsample / to.downsample;
  const x = Math.floor(((cell % from.width) + 0.5) * across);
  const y = Math.floor((Math.floor(cell / from.width) + 0.5) * across);
  return Math.min(y, to.height - 1) * to.width + Math.min(x, to.width - 1);
}

/** The grid of a pack of one level, as a decoder reads it. */
export function onlyLayer({ width, height, tokens }: TokenGrid): TokenLayers {
  return { width, height, layers: [tokens] };
}

/** @param grids one for each level; where the finest is the only one, its tokens are taken as they are */
export function layered(grids: readonly TokenGrid[], levels: readonly Level[]): TokenLayers {
  const { width, height } = grids.at(-1)!;
  const scales = levelScales(levels);
  return { width, height, layers: grids.map((grid, level) => spread(grid, scales[level]!, { width, height })) };
}

function spread(grid: TokenGrid, scale: number, { width, height }: Size): Int32Array {
  if (scale === 1) return grid.tokens;
  const tokens = new Int32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / scale) * grid.width;
    for (let x = 0; x < width; x++) tokens[y * width + x] = grid.tokens[row + Math.floor(x / scale)]!;
  }
  return tokens;
}

/** Cells of the finest grid that differ in any level. */
export function changedInLayers(before: readonly Int32Array[], after: readonly Int32Array[]): number[] {
  const changed: number[] = [];
  const count = after[0]?.length ?? 0;
  for (let cell = 0; cell < count; cell++) {
    if (after.some((tokens, level) => tokens[cell] !== before[level]![cell])) changed.push(cell);
  }
  return changed;
}
