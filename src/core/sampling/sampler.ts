// Draws a code from logits by the Gumbel-max trick: the winner of logit / temperature + noise is distributed as the
// softmax. The noise of a code depends on seed, place and code alone, so a run can be stopped, continued, or made on
// another backend, and gives the same tokens; and a small change of the logits changes few of the tokens.
import { PlacedRandom } from './counter-random.ts';
import { forEachKept, type Shaping, truncate } from './truncation.ts';

export interface Draw {
  /** 32-bit integer. */
  readonly seed: number;
  /** What distinguishes this draw from the seed's others: the cell's index. */
  readonly place: number;
  /** Which of several draws at that place: a masked prior makes one a step. */
  readonly round?: number;
}

export class Sampler {
  readonly #scratch: Float32Array;
  readonly #random = new PlacedRandom();

  /** @param codebookSize number of logits, K */
  constructor(codebookSize: number) {
    this.#scratch = new Float32Array(codebookSize);
  }

  /**
   * @param logits K of them; those of codes that must not be drawn may be −∞
   * @returns a code; the lowest id where several win
   */
  draw(logits: Float32Array, shaping: Shaping, { seed, place, round }: Draw): number {
    const kept = truncate(logits, shaping, this.#scratch);
    const random = this.#random;
    random.moveTo(seed, place, round);
    let winner = 0;
    let highest = Number.NEGATIVE_INFINITY;
    forEachKept(logits, kept, (code) => {
      const score =
        shaping.temperature === 0 ? logits[code]! : logits[code]! / shaping.temperature + gumbel(random.at(code));
      if (score > highest) {
        highest = score;
        winner = code;
      }
    });
    return winner;
  }

  /** Gumbel noise that belongs to a draw and to none of its codes. */
  noise({ seed, place, round }: Draw): number {
    this.#random.moveTo(seed, place, round);
    return gumbel(this.#random.at(this.#scratch.length));
  }
}

/** Standard Gumbel noise from a uniform number in (0, 1). */
function gumbel(unit: number): number {
  return -Math.log(-Math.log(unit));
}
