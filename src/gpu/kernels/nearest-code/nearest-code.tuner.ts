// Finds the variant of nearest-code that is fastest on this adapter for about so many rows: every candidate is checked
// against the reference, then timed in turn with the others. Tens of milliseconds on a GPU, most of them compilation.
import type { CodebookShape, VectorLayout } from '../../codebook.ts';
import type { Gpu } from '../../device.ts';
import { QueueTimer } from '../../queue-timer.ts';
import { faultOfNearestCodes, type NearestCodeSample, sampleNearestCodes } from './nearest-code.check.ts';
import { type NearestCodeVariant, type Tuning, whyUnsupported } from './nearest-code.plan.ts';
import type { NearestCode, NearestCodeCall } from './nearest-code.ts';

export interface TuneRequest extends CodebookShape {
  /** K×D, row-major: the kernel's. */
  readonly vectors: Float32Array;
  readonly rows: number;
  readonly layout: VectorLayout;
  /** Left out, those that can win on an adapter of this kind. */
  readonly candidates?: readonly NearestCodeVariant[];
}

interface Trial extends Tuning {
  /** Median of a run; null where the results were wrong, or it did not run at all. */
  readonly ms: number | null;
  readonly fault: string | null;
}

export interface TuneResult {
  /** Null where no candidate computes right. */
  readonly chosen: Tuning | null;
  readonly trials: readonly Trial[];
}

const rounds = 5;
/** No more rounds or candidates after so many milliseconds of them; a GPU needs a tenth of it. */
const patience = 300;
/** Browsers round timestamps to 0.1 ms: a sample of runs is to last about this long. */
const sampleMs = 1;
const mostRuns = 16;
const sampledRows = 64;

/** Software adapters run barriers as fibres: what has any cannot win there. */
function candidatesFor({ adapter }: Gpu, shape: CodebookShape): readonly NearestCodeVariant[] {
  const { software, features } = adapter;
  const machine = { size: shape.size, dim: shape.dim, software, subgroups: features.includes('subgroups') };
  const candidates = software ? (['rows', 'quads', 'held'] as const) : (['tiled', 'wide', 'rows', 'quads'] as const);
  return candidates.filter((variant) => whyUnsupported(variant, machine) === null);
}

/**
 * Nothing else may use the device's queue meanwhile.
 * @throws {DeviceLostError | GpuMemoryError} where the device goes away or has no room
 */
export async function tuneNearestCode(gpu: Gpu, kernel: NearestCode, request: TuneRequest): Promise<TuneResult> {
  const { rows, size, dim, layout } = request;
  const zE = nearCodes(request);
  const codebook = request.vectors;
  const sample = sampleNearestCodes({ zE, n: rows, size, dim, codebook, layout, sampled: sampledRows });
  const timer = await QueueTimer.create(gpu.device);
  const buffer = gpu.device.createBuffer({
    label: 'nearest-code tuning',
    size: 4 * zE.length,
    usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
  });
  try {
    gpu.device.queue.writeBuffer(buffer, 0, zE as GPUAllowSharedBufferSource);
    const context: Context = { gpu, kernel, timer, buffer, sample, rows, deadline: performance.now() + patience };
    const variants: readonly Tuning[] = (request.candidates ?? candidatesFor(gpu, request)).map((variant) => ({
      variant,
    }));
    const first = await runTrials(context, variants);
    const best = fastest(first);
    if (!best) return { chosen: null, trials: first };
    if (performance.now() > context.deadline) return { chosen: tuningOf(best), trials: first };
    // More or fewer workgroups than the plan's guess.
    const { splits } = (await kernel.prepare(rows, { layout, ...best })).plan;
    const others = [...new Set([Math.max(1, Math.floor(splits / 2)), 2 * splits])].filter((other) => other !== splits);
    const second = await runTrials(context, [
      { variant: best.variant, splits },
      ...others.map((other) => ({ variant: best.variant, splits: other })),
    ]);
    return { chosen: tuningOf(fastest(second) ?? best), trials: [...first, ...second] };
  } finally {
    timer.dispose();
    buffer.destroy();
  }
}

interface Context {
  readonly gpu: Gpu;
  readonly kernel: NearestCode;
  readonly timer: QueueTimer;
  readonly buffer: GPUBuffer;
  readonly sample: NearestCodeSample;
  readonly rows: number;
  readonly deadline: number;
}

async function runTrials(context: Context, tunings: readonly Tuning[]): Promise<Trial[]> {
  const { kernel, buffer, sample, rows } = context;
  const entries = [];
  for (const tuning of tunings) {
    try {
      const options = { layout: sample.layout, ...tuning };
      const { tokens } = await kernel.runOnBuffer(buffer, rows, options);
      const fault = faultOfNearestCodes(tokens, sample);
      const call = await kernel.prepare(rows, options);
      const times = fault ? [] : [await timeRuns(context, call, 1)];
      const runs = fault ? 0 : Math.min(mostRuns, Math.ceil(sampleMs / times[0]!));
      entries.push({ tuning, call, fault, runs, times });
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      entries.push({ tuning, call: null, fault, runs: 0, times: [] as number[] });
    }
  }
  for (let round = 0; round < rounds && performance.now() < context.deadline; round++) {
    for (const { call, runs, times } of entries) if (call && runs > 0) times.push(await timeRuns(context, call, runs));
  }
  return entries.map(({ tuning, fault, times }) => ({
    ...tuning,
    ms: times.sort((a, b) => a - b)[times.length >> 1] ?? null,
    fault,
  }));
}

/** Milliseconds of one run. */
async function timeRuns({ gpu, kernel, timer, buffer }: Context, call: NearestCodeCall, runs: number): Promise<number> {
  const { gpuMs, wallMs } = await timer.time(() => {
    const encoder = gpu.device.createCommandEncoder({ label: 'nearest-code tuning' });
    for (let run = 0; run < runs; run++) kernel.record(encoder, buffer, call);
    gpu.device.queue.submit([encoder.finish()]);
  });
  return (gpuMs ?? wallMs) / runs;
}

function fastest(trials: readonly Trial[]): Trial | null {
  return trials.reduce<Trial | null>(
    (best, trial) => (trial.ms !== null && (best?.ms == null || trial.ms < best.ms) ? trial : best),
    null,
  );
}

function tuningOf({ variant, splits }: Trial): Tuning {
  return splits === undefined ? { variant } : { variant, splits };
}

/** Vectors as an encoder gives them: each near some code. The same on every run. */
function nearCodes({ vectors, size, dim, rows, layout }: TuneRequest): Float32Array {
  const [rowStride, dimStride] = layout === 'row-major' ? [dim, 1] : [1, rows];
  const zE = new Float32Array(rows * dim);
  let seed = 1;
  for (let row = 0; row < rows; row++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const code = seed % size;
    const other = (code + 1) % size;
    for (let d = 0; d < dim; d++) {
      zE[row * rowStride + d * dimStride] = 0.8 * vectors[code * dim + d]! + 0.2 * vectors[other * dim + d]!;
    }
  }
  return zE;
}
