// All contenders at one shape: opened and judged one by one, then timed side by side.
import type { GpuMeter } from '../gpu-meter.ts';
import type { NearestCodeRow, Outcome, Shape, Timing } from '../protocol.ts';
import { type Patience, timeCalls, timeSideBySide } from '../side-by-side.ts';
import type { Contender, OpenContender } from './contender.ts';
import { createJudge, createProblem, type Judge, type Problem } from './problem.ts';

export interface Bench {
  readonly device: GPUDevice;
  readonly meter: GpuMeter;
  readonly patience: Patience;
  readonly pace: Pace;
  /** Called as work goes on. */
  readonly onActivity: (activity: string) => void;
}

/** How fast each contender has been, so that one which would take minutes is not begun. */
export class Pace {
  readonly #perUnit = new Map<string, number>();

  /** Milliseconds that a call will take at least, as far as earlier shapes tell; 0 before the first. */
  expect(contender: string, shape: Shape): number {
    return (this.#perUnit.get(contender) ?? 0) * units(shape);
  }

  note(contender: string, shape: Shape, milliseconds: number): void {
    const perUnit = milliseconds / units(shape);
    this.#perUnit.set(contender, Math.min(perUnit, this.#perUnit.get(contender) ?? perUnit));
  }
}

/** Multiply-adds, and the scores that a contender may write and read again, as costly as so many of them. */
function units({ rows, size, dim }: Shape): number {
  return rows * size * (dim + 8);
}

interface Candidate {
  readonly contender: Contender;
  /** Null where the outcome is settled before anything is timed. */
  open: OpenContender | null;
  /** Milliseconds of a call. */
  once: number;
  outcome: Outcome | null;
  workingBytes: number | null;
  nearTies: NearestCodeRow['nearTies'];
}

export async function measureNearestCode(
  shape: Shape,
  contenders: readonly Contender[],
  bench: Bench,
): Promise<NearestCodeRow[]> {
  bench.onActivity('computing the right codes');
  const problem = createProblem(bench.device, shape);
  const candidates: Candidate[] = [];
  try {
    const judge = createJudge(problem);
    for (const contender of contenders) {
      if (bench.patience.signal.aborted) break;
      bench.onActivity(`checking ${contender.name}`);
      candidates.push(await admit(contender, problem, judge, bench));
    }
    bench.onActivity('timing');
    const ready = candidates.filter(({ open, outcome }) => open && !outcome);
    const timings = await timeSideBySide(
      ready.map(({ open, once }) => ({ ...open!, once })),
      bench.meter,
      bench.patience,
    );
    for (const [i, candidate] of ready.entries()) {
      const timing = timings[i];
      if (timing) bench.pace.note(candidate.contender.name, shape, timing.wall.median);
      candidate.outcome = timing ? measured(timing) : { type: 'not-run', why: 'stopped' };
    }
    return candidates.map(({ contender, open, outcome, workingBytes, nearTies }) => ({
      kind: 'nearest-code',
      shape,
      contender: contender.name,
      ours: contender.ours,
      detail: open?.detail ?? null,
      outcome: outcome ?? { type: 'not-run', why: 'stopped' },
      workingBytes,
      nearTies,
    }));
  } finally {
    for (const { open } of candidates) await open?.dispose();
    problem.dispose();
  }
}

function measured(timing: Timing): Outcome {
  return { type: 'measured', timing };
}

/** Opens a contender and checks its codes; nothing of it is timed before they are right. */
async function admit(contender: Contender, problem: Problem, judge: Judge, bench: Bench): Promise<Candidate> {
  const { device, meter, patience, pace } = bench;
  const candidate: Candidate = { contender, open: null, once: 0, outcome: null, workingBytes: null, nearTies: null };
  const unfit = contender.unfit(problem.shape);
  if (unfit) return { ...candidate, outcome: { type: 'unfit', why: unfit } };
  const tooLong = (milliseconds: number): Outcome => ({
    type: 'not-run',
    why: `a call takes about ${seconds(milliseconds)}, more than the ${seconds(patience.budgetMs)} that a row may take`,
  });
  const expected = pace.expect(contender.name, problem.shape);
  if (expected > patience.budgetMs) return { ...candidate, outcome: tooLong(expected) };
  // What a contender does wrong on the device is an outcome of it, not the end of the benchmark.
  device.pushErrorScope('out-of-memory');
  device.pushErrorScope('validation');
  try {
    let tokens: Int32Array = new Int32Array();
    await contender.prepare?.(problem);
    const bytes = await meter.peakBytes(async () => {
      candidate.open = await contender.open(problem);
      const start = performance.now();
      tokens = await candidate.open.tokens();
      candidate.once = performance.now() - start;
    });
    candidate.workingBytes = bytes === 0 ? null : bytes;
    const judgement = judge(tokens);
    if (judgement.right) {
      candidate.nearTies = { rows: judgement.nearTies, compared: judgement.compared };
      // The first call also compiled; one that took so long is not asked again.
      if (candidate.once < 2 * patience.budgetMs) candidate.once = await timeCalls(candidate.open!);
      pace.note(contender.name, problem.shape, candidate.once);
      if (candidate.once > patience.budgetMs) candidate.outcome = tooLong(candidate.once);
    } else {
      candidate.outcome = { type: 'wrong', why: judgement.why };
    }
  } catch (error) {
    candidate.outcome = { type: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
  const [validation, memory] = await Promise.all([device.popErrorScope(), device.popErrorScope()]);
  const refused = memory ?? validation;
  if (refused) candidate.outcome = { type: 'failed', why: refused.message };
  return candidate;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toPrecision(2)} s`;
}
