// How a row of measurements is summed up: the median, with the quartiles and the ends beside it.

/**
 * @typedef {{ median: number, lowerQuartile: number, upperQuartile: number, lowest: number, highest: number, runs: number }} Spread
 */

/**
 * @param {readonly number[]} values at least one
 * @returns {Spread}
 */
export function spreadOf(values) {
  if (values.length === 0) throw new RangeError('Nothing was measured, so there is no median.');
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    lowest: quantile(sorted, 0),
    highest: quantile(sorted, 1),
    runs: sorted.length,
  };
}

/**
 * Between two values, in proportion (Hyndman and Fan's type 7, as NumPy and R have it).
 * @param {readonly number[]} sorted
 * @param {number} share
 */
function quantile(sorted, share) {
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  const low = /** @type {number} */ (sorted[below]);
  const high = /** @type {number} */ (sorted[above]);
  return low + (high - low) * (position - below);
}
