// What a report's rows say about each other: times over times, shares of the adapter's limit. Ratios outlive the
// machine that they were measured on better than times do.

/** @typedef {import('./measure/protocol.ts').Timing} Timing */
/** @typedef {import('./measure/protocol.ts').BenchRow} BenchRow */
/** @typedef {import('./measure/protocol.ts').NearestCodeRow} NearestCodeRow */
/** @typedef {import('./measure/protocol.ts').Shape} Shape */

/** The contender that the app runs, and the one that every variant must beat. */
export const chosen = 'Tessera, as chosen';
export const naive = 'Tessera, naive';

/** @param {Shape} shape */
export function shapeName({ rows, size, dim }) {
  return `${rows} × ${size} × ${dim}`;
}

/** @param {NearestCodeRow} row */
export function timingOf({ outcome }) {
  return outcome.type === 'measured' ? outcome.timing : null;
}

/**
 * How many times as long as `b` `a` takes, by one and the same clock.
 * @param {Timing} a
 * @param {Timing} b
 */
export function timesAsLong(a, b) {
  return a.gpu && b.gpu ? a.gpu.median / b.gpu.median : a.wall.median / b.wall.median;
}

/**
 * The part of the adapter's multiply-add limit that a row reaches, by the clock that the limit was measured with.
 * @param {NearestCodeRow} row
 * @param {readonly BenchRow[]} rows
 * @returns {number | null} null for what does not run on the GPU, and without both figures
 */
export function limitShare(row, rows) {
  const timing = timingOf(row);
  const limit = rows.find((candidate) => candidate.kind === 'limit' && candidate.name === 'fused multiply-add');
  if (!timing || limit?.kind !== 'limit') return null;
  if (limit.timing.gpu && !timing.gpu) return null;
  const { rows: n, size, dim } = row.shape;
  const perSecond = (1000 * n * size * dim) / (timing.gpu ?? timing.wall).median;
  return perSecond / limit.perSecond;
}

/** Of a contender's time over the app's kernel's. @param {NearestCodeRow} row */
export function ratioName({ shape, contender }) {
  return `nearest code ${shapeName(shape)}: ${contender} over ${chosen}`;
}

/**
 * For each shape, how many times as long as the app's kernel everyone else takes.
 * @param {readonly BenchRow[]} rows
 * @returns {{ name: string, value: number }[]}
 */
export function nearestCodeRatios(rows) {
  const measured = rows.filter((row) => row.kind === 'nearest-code');
  return measured.flatMap((row) => {
    const own = measured.find(
      ({ contender, shape }) => contender === chosen && shapeName(shape) === shapeName(row.shape),
    );
    const [timing, ownTiming] = [timingOf(row), own ? timingOf(own) : null];
    if (!timing || !ownTiming || (row.ours && row.contender !== naive)) return [];
    return [
      {
        name: ratioName(row),
        value: timesAsLong(timing, ownTiming),
      },
    ];
  });
}
