// Decides between two backends of a stage by running both: the faster one whose numbers agree with the CPU's.

export interface Contender<B extends string> {
  readonly backend: B;
  /** One run on the probe's input, to the end, results in memory. */
  run(): Promise<Float32Array>;
}

export interface Verdict<B extends string> {
  readonly backend: B;
  /** True if the challenger's results were wrong, whatever its speed. */
  readonly mistrusted: boolean;
}

const timedRuns = 3;

/** Of the largest magnitude: above float32's rounding over a network's depth, below anything that a person could see. */
const tolerance = 0.02;

async function time(contender: Contender<string>): Promise<{ ms: number; result: Float32Array }> {
  // The first run compiles and allocates.
  let result = await contender.run();
  const times: number[] = [];
  for (let i = 0; i < timedRuns; i++) {
    const start = performance.now();
    result = await contender.run();
    times.push(performance.now() - start);
  }
  return { ms: times.sort((a, b) => a - b)[timedRuns >> 1]!, result };
}

export function agrees(result: Float32Array, reference: Float32Array): boolean {
  if (result.length !== reference.length) return false;
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < reference.length; i++) {
    largest = Math.max(largest, Math.abs(reference[i]!));
    // NaN would slip through a comparison.
    if (Number.isNaN(result[i]!)) return false;
    difference = Math.max(difference, Math.abs(result[i]! - reference[i]!));
  }
  return difference <= tolerance * largest;
}

/** @param reference is trusted; the challenger must agree with it and be faster */
export async function probe<B extends string>(reference: Contender<B>, challenger: Contender<B>): Promise<Verdict<B>> {
  const known = await time(reference);
  const tried = await time(challenger);
  if (!agrees(tried.result, known.result)) return { backend: reference.backend, mistrusted: true };
  return { backend: tried.ms < known.ms ? challenger.backend : reference.backend, mistrusted: false };
}
