// Draws a code from logits by the Gumbel-max trick, in the form of a race: −log u / exp(logit / temperature) is smallest
// for the code for which logit / temperature + Gumbel noise is largest, and the winner is distributed as the softmax.
// The noise of a code depends on seed, place and code alone, so a run can be stopped, continued, or made on another
// backend, and gives the same tokens; and a small change of the logits changes few of the tokens.
import { PlacedRandom } from './counter-random.ts';
import { type Shaping, truncate, weigh } from './truncation.ts';

export interface Draw {
  /** 32-bit integer. */
  readonly seed: number;
  /** What distinguishes this draw from the seed's others: the cell's index. */
  readonly place: number;
}

export class Sampler {
  readonly #weights: Float32Array;
  readonly #random = new PlacedRandom();

  /** @param codebookSize number of logits, K */
  constructor(codebookSize: number) {
    this.#weights = new Float32Array(codebookSize);
  }

  /**
   * @param logits K of them; those of codes that must not be drawn may be −∞
   * @returns a code; the lowest id where several win
   */
  draw(logits: Float32Array, shaping: Shaping, { seed, place }: Draw): number {
    const weights = this.#weights;
    weigh(logits, shaping.temperature, weights);
    const { threshold, ties } = truncate(logits, shaping, weights);
    const random = this.#random;
    random.moveTo(seed, place);
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
    return winner;
  }
}
