// Orders of many colours (N×3 OKLab) in which neighbours look alike: along a line, or in the rows of a grid.

/** Bits of each axis of the Hilbert curve. */
const bits = 7;

/** Indices of the colours along a Hilbert curve through the cube that holds them; equal colours by rising index. */
export function alongHilbertCurve(lab: Float32Array): Int32Array {
  const count = lab.length / 3;
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  lab.forEach((value, offset) => {
    low[offset % 3] = Math.min(low[offset % 3]!, value);
    high[offset % 3] = Math.max(high[offset % 3]!, value);
  });
  // One scale for all axes: a distance counts the same in each direction.
  const side = Math.max(...high.map((value, axis) => value - low[axis]!), 1e-9);
  const keys = new Float64Array(count);
  const cell = new Int32Array(3);
  for (let index = 0; index < count; index++) {
    for (let axis = 0; axis < 3; axis++) {
      cell[axis] = ((lab[3 * index + axis]! - low[axis]!) / side) * (2 ** bits - 1);
    }
    // With the index as the key's last part, numbers alone can be sorted.
    keys[index] = hilbertKey(cell) * count + index;
  }
  return Int32Array.from(keys.sort(), (key) => key % count);
}

/** Position on the 3-D Hilbert curve: J. Skilling, "Programming the Hilbert curve", AIP Conf. Proc. 707, 2004. */
function hilbertKey(at: Int32Array): number {
  for (let bit = 1 << (bits - 1); bit > 1; bit >>= 1) {
    const below = bit - 1;
    for (let axis = 0; axis < 3; axis++) {
      if ((at[axis]! & bit) !== 0) {
        at[0]! ^= below;
      } else {
        const swap = (at[0]! ^ at[axis]!) & below;
        at[0]! ^= swap;
        at[axis]! ^= swap;
      }
    }
  }
  at[1]! ^= at[0]!;
  at[2]! ^= at[1]!;
  let flip = 0;
  for (let bit = 1 << (bits - 1); bit > 1; bit >>= 1) {
    if ((at[2]! & bit) !== 0) flip ^= bit - 1;
  }
  let key = 0;
  for (let bit = bits - 1; bit >= 0; bit--) {
    for (let axis = 0; axis < 3; axis++) key = (key << 1) | (((at[axis]! ^ flip) >> bit) & 1);
  }
  return key;
}

/** How far, in cells, the first swaps reach; they reach less and less far. */
const widestReach = 16;
const shrinking = 0.9;
const shortestReach = 0.8;
const passesEach = 2;

/**
 * Indices of the colours for a grid of `columns`, filled row by row: dark above, light below, blue left, neighbours on
 * all sides alike. A self-sorting map (Strong & Gong, IEEE Trans. Multimedia 16 (4), 2014; in pairs, after Barthel et
 * al., "Improved evaluation and generation of grid layouts", 2023): two colours change places where each then is closer
 * to the mean colour around its cell.
 */
export function arrangeInGrid(lab: Float32Array, columns: number): Int32Array {
  const order = inBands(lab, columns);
  const random = seededRandom();
  const rows = Math.ceil(order.length / columns);
  for (let radius = Math.min(widestReach, Math.max(columns, rows) / 2); radius >= shortestReach; radius *= shrinking) {
    const reach = Math.max(1, Math.round(radius));
    const means = neighbourhoodMeans(lab, order, columns, reach);
    for (let pass = 0; pass < passesEach; pass++) swapTowards(means, { lab, order, columns, reach, random });
  }
  return order;
}

/** Rows of rising lightness, each sorted by hue. */
function inBands(lab: Float32Array, columns: number): Int32Array {
  const count = lab.length / 3;
  const order = Int32Array.from({ length: count }, (_, index) => index);
  order.sort((i, j) => lab[3 * i]! - lab[3 * j]! || i - j);
  const hue = (index: number) => Math.atan2(lab[3 * index + 2]!, lab[3 * index + 1]!);
  for (let start = 0; start < count; start += columns) {
    order.subarray(start, start + columns).sort((i, j) => hue(i) - hue(j) || i - j);
  }
  return order;
}

interface Arrangement {
  readonly lab: Float32Array;
  readonly order: Int32Array;
  readonly columns: number;
  readonly reach: number;
  readonly random: (below: number) => number;
}

/** Offers each cell a swap with one other cell within reach. */
function swapTowards(means: Float64Array, { lab, order, columns, reach, random }: Arrangement): void {
  const misfit = (colour: number, cell: number) => {
    const x = lab[3 * colour]! - means[3 * cell]!;
    const y = lab[3 * colour + 1]! - means[3 * cell + 1]!;
    const z = lab[3 * colour + 2]! - means[3 * cell + 2]!;
    return x * x + y * y + z * z;
  };
  for (let cell = 0; cell < order.length; cell++) {
    const column = (cell % columns) + random(2 * reach + 1) - reach;
    const row = Math.floor(cell / columns) + random(2 * reach + 1) - reach;
    const other = row * columns + column;
    if (column < 0 || column >= columns || other < 0 || other >= order.length) continue;
    const mine = order[cell]!;
    const theirs = order[other]!;
    if (misfit(mine, cell) + misfit(theirs, other) <= misfit(theirs, cell) + misfit(mine, other)) continue;
    order[cell] = theirs;
    order[other] = mine;
  }
}

/** Mean colour of the filled cells within `reach` columns and rows of each: N×3. */
function neighbourhoodMeans(lab: Float32Array, order: Int32Array, columns: number, reach: number): Float64Array {
  const rows = Math.ceil(order.length / columns);
  const stride = 4 * columns;
  // Three colour sums and a count for each cell.
  const sums = new Float64Array(rows * stride);
  order.forEach((colour, cell) => {
    for (let axis = 0; axis < 3; axis++) sums[4 * cell + axis] = lab[3 * colour + axis]!;
    sums[4 * cell + 3] = 1;
  });
  for (let row = 0; row < rows; row++) {
    for (let part = 0; part < 4; part++) slidingSum(sums, row * stride + part, 4, columns, reach);
  }
  for (let offset = 0; offset < stride; offset++) slidingSum(sums, offset, stride, rows, reach);
  const means = new Float64Array(3 * order.length);
  for (let cell = 0; cell < order.length; cell++) {
    for (let axis = 0; axis < 3; axis++) means[3 * cell + axis] = sums[4 * cell + axis]! / sums[4 * cell + 3]!;
  }
  return means;
}

/** Replaces `length` values, `stride` apart, by the sum of those within `reach` of each. */
function slidingSum(values: Float64Array, start: number, stride: number, length: number, reach: number): void {
  const before = new Float64Array(length);
  for (let index = 0; index < length; index++) before[index] = values[start + index * stride]!;
  let sum = 0;
  for (let index = 0; index < Math.min(reach, length); index++) sum += before[index]!;
  for (let index = 0; index < length; index++) {
    if (index + reach < length) sum += before[index + reach]!;
    if (index - reach > 0) sum -= before[index - reach - 1]!;
    values[start + index * stride] = sum;
  }
}

/** The same whole numbers below a bound in every run: a linear congruential generator (Numerical Recipes, §7.1). */
function seededRandom(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
