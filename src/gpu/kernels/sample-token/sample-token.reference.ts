// What sample-token.wgsl computes, on the CPU: the app's own sampler, row by row.
import { type Draw, Sampler } from '../../../core/sampling/sampler.ts';
import type { Shaping } from '../../../core/sampling/truncation.ts';

export interface TokenDraw extends Draw {
  /** Where the token goes in the output. */
  readonly slot: number;
}

/** @param logits rows of K, one for each draw */
export function sampleTokensOnCpu(
  logits: Float32Array,
  size: number,
  shaping: Shaping,
  draws: readonly TokenDraw[],
): Int32Array {
  const sampler = new Sampler(size);
  const tokens = new Int32Array(draws.length === 0 ? 0 : 1 + Math.max(...draws.map(({ slot }) => slot)));
  draws.forEach((draw, row) => {
    tokens[draw.slot] = sampler.draw(logits.subarray(row * size, (row + 1) * size), shaping, draw);
  });
  return tokens;
}
