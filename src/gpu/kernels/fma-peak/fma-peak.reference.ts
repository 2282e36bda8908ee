// What a thread of fma-peak ends with, each step rounded to float32 as a fused multiply-add rounds it.

export interface FmaPeakWork {
  /** Independent vec4f of a thread. */
  readonly chains: 2 | 4 | 8;
  /** Of {@link stepsPerRound} multiply-adds a chain. */
  readonly rounds: number;
}

/** Near 1, so that the numbers neither run away nor arrive anywhere while anyone watches. */
export const multiplier = Math.fround(1 - 2 ** -14);
export const summand = Math.fround(2 ** -8);

/** Multiply-adds in a round of a chain: so many that the round's own cost is none. */
export const stepsPerRound = 32;

/** The sum that the `thread`-th thread writes. */
export function fmaPeakSum(thread: number, { chains, rounds }: FmaPeakWork): number {
  let sum = 0;
  for (let lane = 0; lane < 4 * chains; lane++) {
    let x = lane + (thread % 8);
    // The product of two float32 is exact in float64.
    for (let step = 0; step < stepsPerRound * rounds; step++) x = Math.fround(x * multiplier + summand);
    sum += x;
  }
  return sum;
}
