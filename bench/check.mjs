// Compares a run's ratios with those of the committed baseline. Ratios alone: times belong to a machine, and a machine
// that is slower today slows both sides of a ratio.

/** @typedef {import('./page.mjs').Row} Row */
/** @typedef {{ value: number, better: 'higher' | 'lower' }} Ratio */
/** Ratios by their row's name, by suite. @typedef {Record<string, Record<string, Ratio>>} Ratios */
/** @typedef {{ suite: string, name: string, before: number, now: number | null, loss: number }} Comparison */

/** Stands for the median of a ratio whose other side would have taken too long. */
export const notRun = 'not-run';

/** What a ratio may lose before the check fails. */
export const tolerance = 0.25;

/**
 * The rows that say which way is better, as a baseline keeps them.
 * @param {Record<string, readonly Row[]>} rowsBySuite
 * @returns {Ratios}
 */
export function ratiosIn(rowsBySuite) {
  return Object.fromEntries(
    Object.entries(rowsBySuite)
      .map(([suite, rows]) => [
        suite,
        Object.fromEntries(
          rows.flatMap(({ name, median, better }) =>
            better && typeof median === 'number' ? [[name, { value: median, better }]] : [],
          ),
        ),
      ])
      .filter(([, ratios]) => Object.keys(ratios).length > 0),
  );
}

/**
 * Every ratio of the baseline whose suite was run, but those whose other side took too long this time. One that is no
 * longer measured has lost everything.
 * @param {Ratios} baseline
 * @param {Record<string, readonly Row[]>} rowsBySuite of the suites that were run
 * @returns {Comparison[]}
 */
export function compare(baseline, rowsBySuite) {
  const measured = ratiosIn(rowsBySuite);
  return Object.entries(rowsBySuite).flatMap(([suite, rows]) => {
    const skipped = new Set(rows.filter(({ median }) => median === notRun).map(({ name }) => name));
    return Object.entries(baseline[suite] ?? {})
      .filter(([name]) => !skipped.has(name))
      .map(([name, { value: before, better }]) => {
        const now = measured[suite]?.[name]?.value ?? null;
        return { suite, name, before, now, loss: now === null ? 1 : lossOf(before, now, better) };
      });
  });
}

/** @param {number} before @param {number} now @param {Ratio['better']} better */
function lossOf(before, now, better) {
  return 1 - (better === 'higher' ? now / before : before / now);
}

/** @param {readonly Comparison[]} comparisons */
export function losses(comparisons) {
  return comparisons.filter(({ loss }) => !(loss <= tolerance));
}
