// Nearest code in WebAssembly SIMD (wasm/tile.ts): ½‖e‖² is where a row's sums start, products are subtracted, and a row
// keeps the least of each of four lanes. Those four are compared once more in float64, as the reference would: only a
// code that float32 puts behind another of its lane can be missed.
//
// Codes and vectors are taken from the codebook's mean, which leaves distances as they are: codes that lie close together
// far from zero would lose their difference to rounding.
import type { NearestCodes } from '../../gpu/kernels/nearest-code/nearest-code.reference.ts';
import { begin, channelBlock, channelStep, instantiate, passInTiles, Tile, tileRows } from '../wasm/tile.ts';
import type { FunctionBuilder, FunctionIndex, Local, ModuleBuilder } from '../wasm/wasm-builder.ts';
import type { Codebook } from './quantizer.ts';

const lanes = 4;
/** Of a row: its least scores, then their codes. */
const bestBytes = 2 * 4 * lanes;

/** Numbers of the vectors that one pass over the codebook takes: 256 KiB, a part of a second-level cache. */
const passNumbers = 64 * 1024;

/** Beyond these, float32 runs over or loses its precision. */
const largestProduct = 1e36;
const smallestSquare = 1e-28;

const pageBytes = 65536;

const tileParameters = ['inputs', 'bests', 'weights', 'rowBytes', 'code'] as const;
const searchParameters = ['count', 'inputs', 'bests', 'weights', 'rowBytes', 'blocks'] as const;

/** `rows` vectors against 8 codes. */
function tile(rows: number, fused: boolean): FunctionBuilder {
  const { f, at } = begin(tileParameters);
  const sums = new Tile(f, rows, { inputs: at.inputs, weights: at.weights, fused });
  const [best, bestCode, isLess] = f.locals('v128', 3) as [Local, Local, Local];
  const [lowCodes, highCodes] = f.locals('v128', 2) as [Local, Local];
  sums.accumulate(at.rowBytes);
  f.get(at.code).op('i32x4.splat').i32x4([0, 1, 2, 3]).op('i32x4.add').set(lowCodes);
  f.get(at.code).op('i32x4.splat').i32x4([4, 5, 6, 7]).op('i32x4.add').set(highCodes);
  for (let row = 0; row < rows; row++) {
    const scores = bestBytes * row;
    const codes = scores + 4 * lanes;
    f.get(at.bests).load('v128.load', scores).set(best);
    f.get(at.bests).load('v128.load', codes).set(bestCode);
    // Codes come in order, and only a lesser score wins: on ties a lane keeps its lowest code.
    for (const [score, ids] of [
      [sums.low[row]!, lowCodes],
      [sums.high[row]!, highCodes],
    ] as const) {
      f.get(score).get(best).op('f32x4.lt').set(isLess);
      f.get(score).get(best).get(isLess).op('v128.bitselect').set(best);
      f.get(ids).get(bestCode).get(isLess).op('v128.bitselect').set(bestCode);
    }
    f.get(at.bests).get(best).store('v128.store', scores);
    f.get(at.bests).get(bestCode).store('v128.store', codes);
  }
  return f;
}

/** All vectors for one block of codes, then for the next: a block stays in the nearest cache meanwhile. */
function search(tiles: readonly FunctionIndex[]): FunctionBuilder {
  const { f, at } = begin(searchParameters);
  const [left, size, input, best, code] = f.locals('i32', 5) as [Local, Local, Local, Local, Local];
  f.i32(0).set(code);
  f.repeat(() => {
    f.get(at.inputs).set(input);
    f.get(at.bests).set(best);
    passInTiles(f, {
      tiles,
      count: at.count,
      left,
      size,
      pushArguments: () => f.get(input).get(best).get(at.weights).get(at.rowBytes).get(code),
      moveOn: () => {
        f.advance(input, size);
        // A list's address has 4 bytes, a row's best 32.
        f.get(size).i32(3).op('i32.shl').set(size);
        f.advance(best, size);
      },
    });
    f.get(at.weights).get(at.rowBytes).i32(3).op('i32.shl').op('i32.add');
    f.i32(4 * channelBlock)
      .op('i32.add')
      .set(at.weights);
    f.advance(code, channelBlock);
    f.get(at.blocks).i32(1).op('i32.sub').set(at.blocks);
    f.get(at.blocks);
  });
  return f;
}

function build(module: ModuleBuilder, fused: boolean): void {
  const tiles = Array.from({ length: tileRows }, (_, i) => module.add(tile(i + 1, fused)));
  module.add(search(tiles), 'search');
}

export class SimdNearestCode {
  readonly #codebook: Codebook;
  readonly #mean: Float64Array;
  readonly #largest: number;
  readonly #search: (...values: number[]) => void;
  readonly #blocks: number;
  /** Numbers of a vector in memory. */
  readonly #stride: number;
  /** Vectors of one pass. */
  readonly #room: number;
  /** By their addresses: the list of the vectors' addresses, the vectors, what is best for them. */
  readonly #inputs: number;
  readonly #rows: Float32Array;
  readonly #scores: Float32Array;
  readonly #codes: Int32Array;

  /** @returns null where the browser has no WebAssembly SIMD, or the codebook's numbers are not for float32 */
  static create(codebook: Codebook): SimdNearestCode | null {
    const mean = meanOf(codebook);
    const largest = largestOf(codebook.vectors, (i) => mean[i % codebook.dim]!);
    const square = largest ** 2;
    if (!((square === 0 || square > smallestSquare) && square * codebook.dim < largestProduct)) return null;
    const stride = channelStep * Math.ceil(codebook.dim / channelStep);
    const blocks = Math.ceil(codebook.size / channelBlock);
    const room = Math.max(tileRows, Math.floor(passNumbers / stride));
    const weightBytes = 4 * channelBlock * (1 + stride) * blocks;
    const bytes = weightBytes + room * (4 + 4 * stride + bestBytes);
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
    const exports = instantiate(build, memory);
    if (!exports) return null;
    pack(codebook, mean, stride, new Float32Array(memory.buffer, 0, weightBytes / 4));
    return new SimdNearestCode({ codebook, mean, largest, stride, blocks, room, weightBytes, memory, exports });
  }

  private constructor(parts: {
    readonly codebook: Codebook;
    readonly mean: Float64Array;
    readonly largest: number;
    readonly stride: number;
    readonly blocks: number;
    readonly room: number;
    readonly weightBytes: number;
    readonly memory: WebAssembly.Memory;
    readonly exports: WebAssembly.Exports;
  }) {
    const { room, stride, weightBytes, memory } = parts;
    this.#codebook = parts.codebook;
    this.#mean = parts.mean;
    this.#largest = parts.largest;
    this.#search = parts.exports.search as (...values: number[]) => void;
    this.#blocks = parts.blocks;
    this.#stride = stride;
    this.#room = room;
    this.#inputs = weightBytes;
    const rows = weightBytes + 4 * room;
    const bests = rows + 4 * stride * room;
    const list = new Int32Array(memory.buffer, this.#inputs, room);
    for (let row = 0; row < room; row++) list[row] = rows + 4 * stride * row;
    this.#rows = new Float32Array(memory.buffer, rows, stride * room);
    this.#scores = new Float32Array(memory.buffer, bests, 2 * lanes * room);
    this.#codes = new Int32Array(memory.buffer, bests, 2 * lanes * room);
  }

  /**
   * For each of `count` vectors the code with the least squared distance, lowest index on ties.
   * @param zE [D, count]: channel by channel
   * @returns null where these numbers are not for float32
   */
  nearest(zE: Float32Array, count: number): NearestCodes | null {
    const { dim } = this.#codebook;
    if (zE.length !== count * dim) {
      throw new RangeError(`${count} vectors of ${dim} are ${count * dim} numbers, not ${zE.length}.`);
    }
    const largest = largestOf(zE, (i) => this.#mean[Math.floor(i / count)]!);
    if (!(largest * this.#largest * dim < largestProduct)) return null;
    const found = { tokens: new Int32Array(count), distances: new Float32Array(count) };
    for (let first = 0; first < count; first += this.#room) {
      const rows = Math.min(this.#room, count - first);
      this.#gather(zE, count, first, rows);
      for (let row = 0; row < rows; row++) {
        this.#scores.fill(Number.POSITIVE_INFINITY, 2 * lanes * row, 2 * lanes * row + lanes);
        this.#codes.fill(0, 2 * lanes * row + lanes, 2 * lanes * (row + 1));
      }
      this.#search(rows, this.#inputs, this.#scores.byteOffset, 0, 4 * this.#stride, this.#blocks);
      for (let row = 0; row < rows; row++) this.#settle(zE, count, first + row, 2 * lanes * row + lanes, found);
    }
    return found;
  }

  #gather(zE: Float32Array, count: number, first: number, rows: number): void {
    for (let d = 0; d < this.#codebook.dim; d++) {
      const mean = this.#mean[d]!;
      for (let row = 0, from = d * count + first, to = d; row < rows; row++, from++, to += this.#stride) {
        this.#rows[to] = zE[from]! - mean;
      }
    }
  }

  /** Which of the lanes' codes it is. */
  #settle(zE: Float32Array, count: number, index: number, at: number, { tokens, distances }: NearestCodes): void {
    const { vectors, dim } = this.#codebook;
    let winner = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let lane = 0; lane < lanes; lane++) {
      const code = this.#codes[at + lane]!;
      let squares = 0;
      for (let d = 0, from = index, e = code * dim; d < dim; d++, from += count, e++) {
        const difference = zE[from]! - vectors[e]!;
        squares += difference * difference;
      }
      if (squares > least || (squares === least && code > winner)) continue;
      winner = code;
      least = squares;
    }
    tokens[index] = winner;
    distances[index] = least;
  }
}

function meanOf({ vectors, size, dim }: Codebook): Float64Array {
  const mean = new Float64Array(dim);
  for (let i = 0; i < vectors.length; i++) mean[i % dim]! += vectors[i]! / size;
  return mean;
}

/** NaN where any number is. */
function largestOf(numbers: Float32Array, meanAt: (index: number) => number): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) largest = Math.max(largest, Math.abs(numbers[i]! - meanAt(i)));
  return largest;
}

/** A block for each 8 codes: 8 times ½‖e‖², then −e number by number. Codes that fill the last block never win. */
function pack({ vectors, size, dim }: Codebook, mean: Float64Array, stride: number, weights: Float32Array): void {
  const blockNumbers = channelBlock * (1 + stride);
  for (let code = 0; code < channelBlock * Math.ceil(size / channelBlock); code++) {
    const block = Math.floor(code / channelBlock) * blockNumbers;
    const lane = code % channelBlock;
    if (code >= size) {
      weights[block + lane] = Number.POSITIVE_INFINITY;
      continue;
    }
    let squares = 0;
    for (let d = 0; d < dim; d++) {
      const number = vectors[code * dim + d]! - mean[d]!;
      squares += number * number;
      weights[block + channelBlock * (1 + d) + lane] = -number;
    }
    weights[block + lane] = 0.5 * squares;
  }
}
