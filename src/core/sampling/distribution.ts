// What a draw would be taken from, for looking at: the codes that may be drawn with their probabilities.
import { entropyBits, guide, logSumExp } from './softmax.ts';
import { forEachKept, type Shaping, truncate, weigh } from './truncation.ts';

export interface Distribution {
  /** Codes that may be drawn, likeliest first; equally likely ones by rising id. */
  readonly codes: Int32Array;
  /** Of each of them; they sum to one. */
  readonly probabilities: Float64Array;
  readonly entropyBits: number;
}

/** A model's logits for one cell, kept so that every change of the shaping needs no other run of the model. */
export interface CellLogits {
  /** K of them, given the condition. */
  readonly conditional: Float32Array;
  /** Without a condition; null where the condition is "any" itself. */
  readonly unconditional: Float32Array | null;
}

/** The logits that sampling uses: the guided mix, or the conditional ones where there is nothing to mix. */
export function guidedLogits({ conditional, unconditional }: CellLogits, guidance: number): Float32Array {
  if (!unconditional || guidance === 1) return conditional;
  return guide(conditional, unconditional, guidance, new Float32Array(conditional.length));
}

/** All codes, likeliest first; equally likely ones by rising id. */
export function codesByLikelihood(logits: Float32Array): Int32Array {
  return sortedByLogit(
    Int32Array.from({ length: logits.length }, (_, code) => code),
    logits,
  );
}

function sortedByLogit(codes: Int32Array, logits: Float32Array): Int32Array {
  return codes.sort((a, b) => logits[b]! - logits[a]! || a - b);
}

export function distributionOf(logits: Float32Array, shaping: Shaping): Distribution {
  const kept: number[] = [];
  const weights = new Float32Array(logits.length);
  weigh(logits, shaping.temperature, weights);
  forEachKept(logits, truncate(logits, shaping, weights), (code) => kept.push(code));
  const codes = sortedByLogit(Int32Array.from(kept), logits);
  const temperature = shaping.temperature || 1;
  const scaled = Float64Array.from(codes, (code) => logits[code]! / temperature);
  const total = logSumExp(scaled);
  const probabilities = scaled.map((logit) => Math.exp(logit - total));
  return { codes, probabilities, entropyBits: entropyBits(probabilities) };
}
