// Which codes may be drawn at all: the k most likely (top-k), and of those the fewest that hold the mass p (top-p).

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
  const sorted = topK < count ? likeliest(logits, topK, scratch) : nucleusCandidates(logits, shaping, scratch);
  let kept = sorted.length;
  if (topP < 1 && topK > 1) {
    const total = sumOfExp(topK < count ? sorted : logits, sorted.at(-1)!, temperature);
    let mass = 0;
    kept = 0;
    while (kept < sorted.length && (kept === 0 || mass < topP * total)) {
      kept++;
      mass += Math.exp((sorted[sorted.length - kept]! - sorted.at(-1)!) / temperature);
    }
  }
  const threshold = sorted[sorted.length - kept]!;
  let ties = 0;
  for (let i = sorted.length - kept; i < sorted.length && sorted[i] === threshold; i++) ties++;
  return { threshold, ties };
}

/** The k highest logits, ascending (as typed arrays sort fastest). */
function likeliest(logits: Float32Array, k: number, scratch: Float32Array): Float32Array {
  scratch.set(logits);
  return scratch.sort().subarray(logits.length - k);
}

/**
 * The logits that a nucleus may hold, ascending. Codes that are (1 − p) / K times as likely as the likeliest, or less,
 * hold less than 1 − p together: the nucleus is complete without them, and few others are left to be sorted.
 */
function nucleusCandidates(logits: Float32Array, { temperature, topP }: Shaping, scratch: Float32Array): Float32Array {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) highest = Math.max(highest, logits[i]!);
  const least = highest - temperature * Math.log(logits.length / (1 - topP));
  let candidates = 0;
  for (let i = 0; i < logits.length; i++) {
    if (logits[i]! >= least) scratch[candidates++] = logits[i]!;
  }
  return scratch.subarray(0, candidates).sort();
}

/** Σ exp((logit − highest) / temperature). */
function sumOfExp(logits: Float32Array, highest: number, temperature: number): number {
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i]! - highest) / temperature);
  return sum;
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
