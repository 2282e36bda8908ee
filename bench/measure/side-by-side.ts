// Times contenders against each other: after a warm-up they take turns, so that whatever slows the machine down for a
// while slows all of them down.
import { spreadOf } from '../statistics.mjs';
import { type GpuMeter, mostPasses } from './gpu-meter.ts';
import type { Timing } from './protocol.ts';

/** Something that can be called over and over. */
export interface Timed {
  /** Issues a call; it need not wait for the GPU. */
  call(): void | Promise<void>;
  /** Waits until every call issued so far is done. */
  settle(): Promise<void>;
  /** Passes that a call may record, at most; fewer calls are timed together for it. */
  readonly passes: number;
  /** Milliseconds of one warm call, where that is known. */
  readonly once?: number;
}

export interface Patience {
  /** Milliseconds for each contender. */
  readonly budgetMs: number;
  readonly signal: AbortSignal;
}

/** Timestamps and clocks are as coarse as 0.1 ms: so long a batch makes that little. */
const batchMs = 20;
const mostRounds = 25;
/** Fewer say nothing of the spread; a contender whose budget allows fewer gets one at least. */
const wantedRounds = 5;
const mostCalls = 512;
/** Threads of whoever had a turn may look out for more work for a while, on processors that the next one needs. */
const restMs = 25;

interface Turns {
  readonly timed: Timed;
  readonly calls: number;
  readonly wall: number[];
  readonly gpu: number[];
  spentMs: number;
}

/** Calls to the end, in milliseconds. */
export async function timeCalls({ call, settle }: Timed, calls = 1): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < calls; i++) await call();
  await settle();
  return performance.now() - start;
}

/** How many calls make a batch. One call alone is mostly the way to the GPU and back, so batches grow until they last. */
async function chooseCalls(timed: Timed): Promise<number> {
  const most = Math.min(mostCalls, Math.floor(mostPasses / timed.passes));
  let calls = 1;
  let took = timed.once ?? (await timeCalls(timed));
  while (took < batchMs / 2 && calls < most) {
    calls = Math.min(most, Math.max(2 * calls, Math.ceil((calls * batchMs) / took)));
    took = await timeCalls(timed, calls);
  }
  return calls;
}

/** @returns the timing of each contender, in their order; null for one that the signal cut short before its first turn */
export async function timeSideBySide(
  contenders: readonly Timed[],
  meter: GpuMeter,
  { budgetMs, signal }: Patience,
): Promise<(Timing | null)[]> {
  const all: Turns[] = [];
  for (const timed of contenders) {
    if (signal.aborted) break;
    all.push({ timed, calls: await chooseCalls(timed), wall: [], gpu: [], spentMs: 0 });
  }
  for (let round = 0; round < mostRounds && !signal.aborted; round++) {
    const atWork = all.filter((turns) => round === 0 || mayGoOn(turns, budgetMs));
    if (atWork.length === 0) break;
    for (const turns of atWork) {
      if (signal.aborted) break;
      await new Promise((resolve) => setTimeout(resolve, restMs));
      await takeTurn(turns, meter);
    }
  }
  return contenders.map((_, i) => {
    const { wall, gpu } = all[i] ?? { wall: [], gpu: [] };
    return wall.length === 0 ? null : { wall: spreadOf(wall), gpu: gpu.length === 0 ? null : spreadOf(gpu) };
  });
}

function mayGoOn({ wall, calls, spentMs }: Turns, budgetMs: number): boolean {
  const last = wall.at(-1)! * calls;
  return spentMs + last <= budgetMs && (wall.length < wantedRounds || spentMs < budgetMs / 2);
}

async function takeTurn(turns: Turns, meter: GpuMeter): Promise<void> {
  const { timed, calls } = turns;
  let wall = 0;
  const gpu = await meter.time(async () => {
    wall = await timeCalls(timed, calls);
  });
  turns.wall.push(wall / calls);
  if (gpu !== null) turns.gpu.push(gpu / calls);
  turns.spentMs += wall;
}
