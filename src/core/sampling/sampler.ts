// Draws a code from logits by the Gumbel-max trick, in the form of a race: −log u / exp(logit / temperature) is smallest
// for the code for which logit / temperature + Gumbel noise is largest, and the winner is distributed as the softmax.
// The noise of a code depends on seed, place, round and code alone, so a run can be stopped, continued, or made on another
// backend, and gives the same tokens; and a small change of the logits changes few of the tokens.
import { PlacedRandom } from './counter-random.ts';
import { type Shaping, truncate, weigh } from './truncation.ts';

export interface Draw {
  /** 32-bit integer. */
  readonly seed: number;
  /** What distinguishes this draw from the seed's others: the cell's index. */
  readonly place: number;
  /** Which of several draws at that place: a masked prior makes one a step. */
  readonly round?: number;
}

export class Sampler {
  readonly #weights: Float32Array;
  readonly #random = new PlacedRandom();
  #logProbability = 0;

  /** @param codebookSize number of logits, K */
  constructor(codebookSize: number) {
    this.#weights = new Float32Array(codebookSize);
  }

  /**
   * Natural logarithm of the last draw's probability before top-k and top-p, at its temperature (at 1 where that is 0).
   */
  get logProbability(): number {
    return this.#logProbability;
  }

  /**
   * @param logits K of them; those of codes that must not be drawn may be −∞
   * @returns a code; the lowest id where several win
   */
  draw(logits: Float32Array, shaping: Shaping, { seed, place, round }: Draw): number {
    const weights = this.#weights;
    const total = weigh(logits, shaping.temperature, weights);
    const { threshold, ties } = truncate(logits, shaping, weights);
    const random = this.#random;
    random.moveTo(seed, place, round);
    let tiesLeft = ties;
    let winner = 0;
    let earliest = Number.POSITIVE_INFINITY;
    for (let code = 0; code < logits.length; code++) {
      const logit = logits[code]!;
      if (logit <= threshold && (logit < threshold || tiesLeft-- <= 0)) continue;
      const unit = random.at(code);
      const weight = weights[code]!;
      // −log u ≥ 1 − u: most codes are out of the race without a logarithm.
      if (1 - unit >= earliest * weight) continue;
      const time = -Math.log(unit) / weight;
      if (time < earliest) {
        earliest = time;
        winner = code;
      }
    }
    this.#logProbability = Math.log(weights[winner]! / total);
    return winner;
  }

  /** Gumbel noise that belongs to a draw and to none of its codes. */
  noise({ seed, place, round }: Draw): number {
    this.#random.moveTo(seed, place, round);
    return -Math.log(-Math.log(this.#random.at(this.#weights.length)));
  }
}
