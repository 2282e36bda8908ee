// Which codes may be drawn at all: the k most likely (top-k), and of those the likeliest and the fewest others that hold
// the share p of all others' mass (top-p).

export interface Shaping {
  /** Divides the logits: below 1 the likely codes gain, above 1 the unlikely ones; 0 leaves the likeliest alone. */
  readonly temperature: number;
  /** How many of the likeliest codes may be drawn; null for all. A. Fan et al., 2018, arXiv 1805.04833. */
  readonly topK: number | null;
  /**
   * The likeliest code may be drawn, and the fewest others that hold this share of the others' probability; 1 for all. So
   * the nucleus of A. Holtzman et al., 2019, arXiv 1904.09751, is taken behind the first code: theirs ends with it
   * wherever it alone holds the share, and of background with 97 % a cell nothing else would ever come.
   */
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
 * The weights exp((logit − highest) / temperature) of all codes: their softmax but for its denominator. At temperature 0
 * those of temperature 1, since of the likeliest code alone there is nothing to weigh.
 *
 * @param weights as long as the logits; receives them
 */
export function weigh(logits: Float32Array, temperature: number, weights: Float32Array): void {
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) if (logits[i]! > highest) highest = logits[i]!;
  const slope = 1 / (temperature || 1);
  for (let i = 0; i < logits.length; i++) weights[i] = Math.exp((logits[i]! - highest) * slope);
}

/** Codes are counted in bins of like logits, so that only those about the threshold are sorted. */
const bins = 512;
/** Nats that the bins cover; less likely codes lie in the last one. */
const span = 24;
const counts = new Int32Array(bins);
const masses = new Float64Array(bins);
/** The bin of each code; as long as the longest logits so far. */
let binOf = new Uint16Array(0);

/**
 * Temperature first, then top-k, then top-p of what is left.
 *
 * @param weights as `weigh` leaves them
 */
export function truncate(logits: Float32Array, shaping: Shaping, weights: Float32Array): Truncation {
  const { temperature, topP } = shaping;
  const count = logits.length;
  const topK = temperature === 0 ? 1 : Math.max(1, Math.min(shaping.topK ?? count, count));
  if (topK === count && topP >= 1) return nothingCut;
  const highest = countInBins(logits, temperature || 1, weights);
  const weightOf = (logit: number) => Math.exp((logit - highest) / (temperature || 1));

  // Top-k: whole bins, then the first of the bin that the k-th code lies in.
  let edge = 0;
  let before = 0;
  let mass = 0;
  while (before + counts[edge]! < topK) {
    before += counts[edge]!;
    mass += masses[edge]!;
    edge++;
  }
  const inEdge = fallingIn(edge, logits).subarray(0, topK - before);
  const last = cut(inEdge, inEdge.length);
  if (topP >= 1 || topK === 1) return last;

  // Top-p of those: the same once more, by mass. The likeliest code's weight is 1.
  const total = inEdge.reduce((sum, logit) => sum + weightOf(logit), mass);
  const goal = 1 + topP * (total - 1);
  let bin = 0;
  let reached = 0;
  while (bin < edge && reached + masses[bin]! < goal) reached += masses[bin++]!;
  const candidates = bin === edge ? inEdge : fallingIn(bin, logits);
  let kept = 0;
  while (kept < candidates.length && (kept === 0 || reached < goal)) reached += weightOf(candidates[kept++]!);
  return cut(candidates, kept);
}

/** @returns the highest logit */
function countInBins(logits: Float32Array, temperature: number, weights: Float32Array): number {
  if (binOf.length < logits.length) binOf = new Uint16Array(logits.length);
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) if (logits[i]! > highest) highest = logits[i]!;
  const scale = bins / (span * temperature);
  counts.fill(0);
  masses.fill(0);
  for (let i = 0; i < logits.length; i++) {
    const bin = Math.min(bins - 1, (highest - logits[i]!) * scale) | 0;
    binOf[i] = bin;
    counts[bin]!++;
    masses[bin]! += weights[i]!;
  }
  return highest;
}

/** The logits of a bin, falling. */
function fallingIn(bin: number, logits: Float32Array): Float32Array {
  const members = new Float32Array(counts[bin]!);
  for (let i = 0, at = 0; at < members.length; i++) if (binOf[i] === bin) members[at++] = logits[i]!;
  return members.sort().reverse();
}

/** Keeps the first of these logits, which fall; of those that equal the last one kept, so many as are among them. */
function cut(falling: Float32Array, kept: number): Truncation {
  const threshold = falling[kept - 1]!;
  let ties = 0;
  for (let i = kept - 1; i >= 0 && falling[i] === threshold; i--) ties++;
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
