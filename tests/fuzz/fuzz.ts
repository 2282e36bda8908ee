// Runs a reader over mutations of sound inputs, all of which follow from a seed. It fails by anything but a valid value or an
// error of the app's own, in a sentence; and by taking long.
import { ShareFormatError } from '../../src/core/share/shared-grid.ts';
import { EngineError } from '../../src/engine/engine-error.ts';
import { Random } from './random.ts';
import type { Attempt, Reader } from './reader.ts';
import { readers } from './readers.ts';

export { readers };

export interface Failure {
  /** The attempt's number: with the seed, it gives the same input again. */
  readonly attempt: number;
  readonly why: string;
  readonly input: unknown;
}

export interface Outcome {
  readonly taken: number;
  readonly refused: number;
  /** Milliseconds of the slowest. */
  readonly slowest: number;
  readonly failures: readonly Failure[];
}

/** Milliseconds, for inputs of at most 64 kB. */
const patience = 200;

export async function fuzz(reader: Reader, count: number, seed = 1, first = 0): Promise<Outcome> {
  const outcome = { taken: 0, refused: 0, slowest: 0, failures: [] as Failure[] };
  for (let attempt = first; attempt < first + count; attempt++) {
    const { input, read } = reader(new Random(Math.imul(seed, 0x9e3779b1) + attempt));
    const result = await tryOnce(read);
    let milliseconds = result.milliseconds;
    // A busy machine is slow now and then, a slow reader each time.
    for (let again = 0; milliseconds > patience && again < 3; again++) {
      milliseconds = Math.min(milliseconds, (await tryOnce(read)).milliseconds);
    }
    outcome.slowest = Math.max(outcome.slowest, milliseconds);
    const why = milliseconds > patience ? `It took ${Math.round(milliseconds)} ms.` : problemOf(result.error);
    if (why) outcome.failures.push({ attempt, why, input });
    else if (result.error) outcome.refused++;
    else outcome.taken++;
  }
  return outcome;
}

async function tryOnce(read: Attempt['read']): Promise<{ milliseconds: number; error: unknown }> {
  const start = performance.now();
  let error: unknown = null;
  try {
    await read();
  } catch (thrown) {
    error = thrown;
  }
  return { milliseconds: performance.now() - start, error };
}

/** What is wrong with an error: anything, unless it is one of ours and tells what happened. */
function problemOf(error: unknown): string | null {
  if (error === null) return null;
  if (!(error instanceof ShareFormatError || error instanceof EngineError)) {
    return error instanceof Error ? (error.stack ?? String(error)) : String(error);
  }
  return /^[A-Z“"].{10,}[.!?]$/s.test(error.message) ? null : `Not a sentence: ${error.message}`;
}
