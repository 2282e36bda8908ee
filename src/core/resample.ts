// A picture at another size, laid on a background: exact area averages where it shrinks, straight lines between pixels
// where it grows. In whole numbers, so every browser gives the same pixels; row by row, so a huge picture needs little memory.
import type { RgbaImage } from './image.ts';
import type { Size } from './rect.ts';

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [number, number, number];

/**
 * Which source pixels make each target pixel along one axis: those from `first` to `last`, the outer two with weights of
 * their own, the ones between with `inner`. The weights of a target pixel add up to `total`.
 */
interface Axis {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly firstWeight: Float64Array;
  readonly lastWeight: Float64Array;
  readonly inner: number;
  readonly total: number;
}

/** Takes the rows of a picture from the top down and gives the picture in another size. */
export class Resampler {
  readonly #source: Size;
  readonly #target: Size;
  readonly #background: Rgb;
  readonly #columns: Axis;
  readonly #rows: Axis;
  /** Sums of one source row, weighted across: red, green, blue of each target column, times 255. */
  readonly #across: Float64Array;
  /** Sums of the whole target. Exact below 2^53, which the largest picture that browsers decode stays far under. */
  readonly #sums: Float64Array;
  #row = 0;
  /** The first target row that still takes from source rows to come. */
  #open = 0;

  /** @param background what shows through transparent pixels */
  constructor(source: Size, target: Size, background: Rgb) {
    this.#source = source;
    this.#target = target;
    this.#background = background;
    this.#columns = axisOf(source.width, target.width);
    this.#rows = axisOf(source.height, target.height);
    this.#across = new Float64Array(3 * target.width);
    this.#sums = new Float64Array(3 * target.width * target.height);
  }

  /** @param rgba whole rows, straight alpha; begins at a multiple of four bytes in its buffer */
  push(rgba: Uint8Array | Uint8ClampedArray): void {
    const { width } = this.#source;
    const pixels = new Int32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
    for (let start = 0; start < pixels.length; start += width) this.#pushRow(pixels.subarray(start, start + width));
  }

  /** After the last row. */
  finish(): RgbaImage {
    const { width, height } = this.#target;
    const data = new Uint8ClampedArray(4 * width * height);
    const total = 255 * this.#columns.total * this.#rows.total;
    for (let from = 0, to = 0; from < this.#sums.length; from += 3, to += 4) {
      // Halves are rounded up.
      for (let channel = 0; channel < 3; channel++) {
        data[to + channel] = Math.floor((2 * this.#sums[from + channel]! + total) / (2 * total));
      }
      data[to + 3] = 255;
    }
    return { width, height, data };
  }

  #pushRow(row: Int32Array): void {
    const { first, last, firstWeight, lastWeight, inner } = this.#rows;
    const y = this.#row++;
    if (!this.#sumOpaque(row)) this.#sumBlended(row);
    while (this.#open < this.#target.height && last[this.#open]! < y) this.#open++;
    for (let target = this.#open; target < this.#target.height && first[target]! <= y; target++) {
      const weight = y === first[target] ? firstWeight[target]! : y === last[target] ? lastWeight[target]! : inner;
      this.#addTo(target, weight);
    }
  }

  #addTo(target: number, weight: number): void {
    const across = this.#across;
    const sums = this.#sums;
    const start = target * across.length;
    for (let i = 0; i < across.length; i++) sums[start + i] = sums[start + i]! + weight * across[i]!;
  }

  /** Red is a pixel's lowest byte, alpha its highest. @returns false, with sums of no meaning, where one is transparent */
  #sumOpaque(row: Int32Array): boolean {
    const { first, last, firstWeight, lastWeight, inner } = this.#columns;
    let everyBit = -1;
    for (let target = 0, to = 0; target < first.length; target++, to += 3) {
      const [start, end] = [first[target]!, last[target]!];
      let [red, green, blue] = [0, 0, 0];
      for (let i = start + 1; i < end; ) {
        // Red and blue side by side in one number: as many pixels as 31 bits hold.
        let redAndBlue = 0;
        for (const stop = Math.min(end, i + 128); i < stop; i++) {
          const pixel = row[i]!;
          everyBit &= pixel;
          redAndBlue += pixel & 0xff00ff;
          green += (pixel >> 8) & 255;
        }
        red += redAndBlue & 0xffff;
        blue += redAndBlue >>> 16;
      }
      const [one, other] = [row[start]!, row[end]!];
      everyBit &= one & other;
      const [weight, lastOne] = [255 * firstWeight[target]!, 255 * lastWeight[target]!];
      const between = 255 * inner;
      this.#across[to] = weight * (one & 255) + between * red + lastOne * (other & 255);
      this.#across[to + 1] = weight * ((one >> 8) & 255) + between * green + lastOne * ((other >> 8) & 255);
      this.#across[to + 2] = weight * ((one >> 16) & 255) + between * blue + lastOne * ((other >> 16) & 255);
    }
    return everyBit >>> 24 === 255;
  }

  #sumBlended(row: Int32Array): void {
    const { first, last, firstWeight, lastWeight, inner } = this.#columns;
    const background = this.#background;
    for (let target = 0, to = 0; target < first.length; target++, to += 3) {
      const [start, end] = [first[target]!, last[target]!];
      for (let channel = 0; channel < 3; channel++) {
        const behind = background[channel]!;
        let sum = 0;
        for (let i = start; i <= end; i++) {
          const pixel = row[i]!;
          const alpha = pixel >>> 24;
          const weight = i === start ? firstWeight[target]! : i === end ? lastWeight[target]! : inner;
          sum += weight * (alpha * ((pixel >> (8 * channel)) & 255) + (255 - alpha) * behind);
        }
        this.#across[to + channel] = sum;
      }
    }
  }
}

function axisOf(source: number, target: number): Axis {
  return target <= source ? averaging(source, target) : interpolating(source, target);
}

/** In units of 1 / target of a source pixel: a target pixel covers `source` of them, a source pixel `target`. */
function averaging(source: number, target: number): Axis {
  const axis = emptyAxis(target, target, source);
  for (let i = 0; i < target; i++) {
    const [from, to] = [i * source, (i + 1) * source];
    const first = Math.floor(from / target);
    const last = Math.floor((to - 1) / target);
    axis.first[i] = first;
    axis.last[i] = last;
    axis.firstWeight[i] = first === last ? source : (first + 1) * target - from;
    axis.lastWeight[i] = first === last ? 0 : to - last * target;
  }
  return axis;
}

/** Between the middles of the two nearest source pixels, in units of 1 / (2 · target) of a source pixel. */
function interpolating(source: number, target: number): Axis {
  const total = 2 * target;
  const axis = emptyAxis(target, 0, total);
  for (let i = 0; i < target; i++) {
    const middle = Math.min(Math.max((2 * i + 1) * source - target, 0), (source - 1) * total);
    const first = Math.floor(middle / total);
    const beyond = middle - first * total;
    axis.first[i] = first;
    axis.last[i] = beyond === 0 ? first : first + 1;
    axis.firstWeight[i] = total - beyond;
    axis.lastWeight[i] = beyond;
  }
  return axis;
}

function emptyAxis(length: number, inner: number, total: number): Axis {
  return {
    first: new Int32Array(length),
    last: new Int32Array(length),
    firstWeight: new Float64Array(length),
    lastWeight: new Float64Array(length),
    inner,
    total,
  };
}
