// Which codes may be drawn at all: the k most likely (top-k), and of those the fewest that hold the mass p (top-p).
import { logSumExp } from './softmax.ts';

export interface Shaping {
  /** Divides the logits: below 1 the likely codes gain, above 1 the unlikely ones; 0 leaves the likeliest alone. */
  readonly temperature: number;
  /** How many of the likeliest codes may be drawn; null for all. A. Fan et al., 2018, arXiv 1805.04833. */
  readonly topK: number | null;
  /** The fewest codes that hold this much probability may be drawn; 1 for all. A. Holtzman et al., 2019, arXiv 1904.09751. */
  readonly topP: number;
}

export interface Truncation {
  /** Codes with a logit above this may be drawn. */
  readonly threshold: number;
  /** Of the codes whose logit equals the threshold, so many may be drawn: those with the lowest ids. */
  readonly ties: number;
}

const nothingCut: Truncation = { threshold: Number.NEGATIVE_INFINITY, ties: 0 };

/**
 * Temperature first, then top-k, then top-p of what is left.
 *
 * @param scratch as long as the logits; overwritten
 */
export function truncate(logits: Float32Array, shaping: Shaping, scratch: Float32Array): Truncation {
  const { temperature, topP } = shaping;
  const count = logits.length;
  const topK = temperature === 0 ? 1 : Math.max(1, Math.min(shaping.topK ?? count, count));
  if (topK === count && topP >= 1) return nothingCut;
  // Ascending, as typed arrays sort fastest: the likeliest code is the last.
  scratch.set(logits);
  scratch.sort();
  let kept = topK;
  if (topP < 1 && topK > 1) {
    const survivors = scratch.subarray(count - topK).map((logit) => logit / temperature);
    const total = logSumExp(survivors);
    let mass = 0;
    kept = 0;
    while (kept < topK && (kept === 0 || mass < topP)) {
      kept++;
      mass += Math.exp(survivors[topK - kept]! - total);
    }
  }
  const threshold = scratch[count - kept]!;
  let ties = 0;
  for (let i = count - kept; i < count && scratch[i] === threshold; i++) ties++;
  return { threshold, ties };
}

/** Calls `visit` with each code that may be drawn, ids rising. */
export function forEachKept(
  logits: Float32Array,
  { threshold, ties }: Truncation,
  visit: (code: number) => void,
): void {
  let tiesLeft = ties;
  for (let code = 0; code < logits.length; code++) {
    const logit = logits[code]!;
    if (logit > threshold) visit(code);
    else if (logit === threshold && tiesLeft > 0) {
      tiesLeft--;
      visit(code);
    }
  }
}
