// What the tests of priors share: grids to write on, and how they ask.
import pack from '../../models/packs/photo-vqgan-f8/manifest.json' with { type: 'json' };
import type { ConditionChoice } from '../../src/core/sampling/condition.ts';
import type { TokenGrid } from '../../src/core/token-grid.ts';
import type { FillOptions } from '../../src/engine/prior/prior-protocol.ts';

const conditions: readonly ConditionChoice[] = pack.priors[0]!.conditions;

/** What the default pack's first prior is told: a value of each condition, or "any" of each. */
export const told = conditions.map(({ values }) => Math.floor(values.length / 2));
export const any = conditions.map((choice) => choice.any);

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
