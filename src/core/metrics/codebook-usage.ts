// How much of a codebook a picture uses, and what its tokens cost to store. Counts only: no pixels.
import { bitsPerToken, packedLength } from '../bit-packing.ts';
import type { Size } from '../rect.ts';

export interface CodebookUsage {
  /** Uses of each code; K values. */
  readonly counts: Uint32Array;
  /** How many codes are used at all. */
  readonly used: number;
  /** 2^H of the codes' distribution: how many codes it would take, equally used, to be as varied. 0 without tokens. */
  readonly perplexity: number;
}

/** Tokens outside [0, K) are not counted. */
export function codebookUsage(tokens: Int32Array, codebookSize: number): CodebookUsage {
  const counts = new Uint32Array(codebookSize);
  let total = 0;
  for (const token of tokens) {
    if (token < 0 || token >= codebookSize) continue;
    counts[token]! += 1;
    total++;
  }
  let used = 0;
  let entropy = 0;
  for (const count of counts) {
    if (count === 0) continue;
    used++;
    entropy -= (count / total) * Math.log2(count / total);
  }
  return { counts, used, perplexity: used === 0 ? 0 : 2 ** entropy };
}

/** A level's grid, as far as its size in bits goes. */
interface CodedGrid {
  readonly cells: number;
  readonly codebookSize: number;
}

/** Bytes of packed tokens, each level's for itself: what a link or PNG holds, before base64. */
export function gridBytes(levels: readonly CodedGrid[]): number {
  return levels.reduce((sum, { cells, codebookSize }) => sum + packedLength(cells, bitsPerToken(codebookSize)), 0);
}

/** Bits of packed tokens for each pixel of the picture they stand for. */
export function bitsPerPixel(levels: readonly CodedGrid[], image: Size): number {
  const bits = levels.reduce((sum, { cells, codebookSize }) => sum + cells * bitsPerToken(codebookSize), 0);
  return bits / (image.width * image.height);
}
