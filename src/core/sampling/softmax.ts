// From logits to probabilities: log-softmax, entropy, and the mix that classifier-free guidance makes.

/** ln Σ exp(logit), without overflow; −∞ where no logit is finite. */
export function logSumExp(logits: ArrayLike<number>): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) largest = Math.max(largest, logits[i]!);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp(logits[i]! - largest);
  return largest + Math.log(sum);
}

/** −log2 of the probability that the logits give to `code`, in bits. */
export function bitsOf(logits: ArrayLike<number>, code: number): number {
  return (logSumExp(logits) - logits[code]!) / Math.LN2;
}

/** H = −Σ p · log2 p in bits. */
export function entropyBits(probabilities: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const p = probabilities[i]!;
    if (p > 0) sum -= p * Math.log2(p);
  }
  return sum;
}

/**
 * Classifier-free guidance: u + g · (c − u), so 1 is the conditional model itself and 0 the unconditional one
 * (J. Ho and T. Salimans, 2022, arXiv 2207.12598, with w = g − 1).
 *
 * @param target receives the mix; may be one of the two
 */
export function guide(
  conditional: Float32Array,
  unconditional: Float32Array,
  guidance: number,
  target: Float32Array,
): Float32Array {
  for (let i = 0; i < target.length; i++) {
    target[i] = unconditional[i]! + guidance * (conditional[i]! - unconditional[i]!);
  }
  return target;
}
