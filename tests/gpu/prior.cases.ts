// What the tests of priors share: grids to write on, and how they ask.
import type { TokenGrid } from '../../src/core/token-grid.ts';
import type { FillOptions } from '../../src/engine/prior/prior-protocol.ts';

/** A class and a style of the default pack's priors, and "any" of either. */
export const told = [9, 2];
export const any = [19, 10];

export const options: FillOptions = {
  condition: told,
  seed: 7,
  temperature: 1,
  topK: 100,
  topP: 0.95,
  guidance: 1,
  steps: 8,
};

export const never = new AbortController().signal;

export const all = (grid: TokenGrid) => Array.from(grid.tokens.keys());

export function filled(grid: TokenGrid, cells: readonly number[], codes: Int32Array): TokenGrid {
  const tokens = grid.tokens.slice();
  cells.forEach((cell, i) => {
    tokens[cell] = codes[i]!;
  });
  return { ...grid, tokens };
}

/** Some picture's worth of tokens, the same in every run. */
export function someGrid(width: number, height: number): TokenGrid {
  return { width, height, tokens: Int32Array.from({ length: width * height }, (_, i) => (i * 2_654_435_761) % 4096) };
}
