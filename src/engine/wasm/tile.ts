// The tile that our WebAssembly kernels have in common: rows of numbers against blocks of 8 columns of weights, with all
// sums in registers. Programs are generated, because a tile of s rows is one program for each s, with fused
// multiply-adds where the browser has them.
//
// A row's sum runs in the same order whatever other rows are in its tile. Relaxed SIMD leaves to the environment whether a
// multiply-add rounds once, but has it decide once and for all.
import { FunctionBuilder, type FunctionIndex, type Local, ModuleBuilder } from './wasm-builder.ts';

/** Columns that one tile computes, in two registers of four. */
export const channelBlock = 8;

/** Numbers of a row are stored in multiples of this. */
export const channelStep = 4;

/** Rows of one tile: 12 accumulators, 2 weights and 1 input fill the 15 registers that V8 leaves of x86's 16. */
export const tileRows = 6;

/** A function of i32 parameters, and its parameters by name. */
export function begin<const Names extends readonly string[]>(names: Names) {
  const f = new FunctionBuilder(names.map(() => 'i32'));
  return { f, at: Object.fromEntries(names.map((name, index) => [name, { index }])) as Record<Names[number], Local> };
}

/** A tile under construction. */
export class Tile {
  readonly f: FunctionBuilder;
  /** Where each row is read. */
  readonly from: readonly Local[];
  /** The sums of each row: its first four columns, and the other four. */
  readonly low: readonly Local[];
  readonly high: readonly Local[];
  readonly #weights: Local;
  readonly #fused: boolean;
  readonly #rowEnd: Local;
  readonly #weightLow: Local;
  readonly #weightHigh: Local;
  readonly #input: Local;

  /**
   * @param inputs address of a list of the rows' addresses
   * @param weights address of 8 numbers that the sums begin with; it is moved on as weights are read
   * @param fused with relaxed SIMD's multiply-add, which rounds once where the processor can
   */
  constructor(f: FunctionBuilder, rows: number, parts: { inputs: Local; weights: Local; fused: boolean }) {
    const { inputs, weights, fused } = parts;
    this.f = f;
    this.from = f.locals('i32', rows);
    this.low = f.locals('v128', rows);
    this.high = f.locals('v128', rows);
    this.#weights = weights;
    this.#fused = fused;
    this.#rowEnd = f.local('i32');
    this.#weightLow = f.local('v128');
    this.#weightHigh = f.local('v128');
    this.#input = f.local('v128');
    this.from.forEach((address, row) => {
      f.get(inputs)
        .load('i32.load', 4 * row)
        .set(address);
      f.get(weights).load('v128.load', 0).set(this.low[row]!);
      f.get(weights).load('v128.load', 16).set(this.high[row]!);
    });
    f.advance(weights, 4 * channelBlock);
  }

  /** Adds the products of the next `rowBytes` of every row; 8 weights for each number. */
  accumulate(rowBytes: Local): void {
    const { f, from } = this;
    f.get(from[0]!).get(rowBytes).op('i32.add').set(this.#rowEnd);
    f.repeat(() => {
      for (let step = 0; step < channelStep; step++) {
        const weight = 4 * channelBlock * step;
        f.get(this.#weights).load('v128.load', weight).set(this.#weightLow);
        f.get(this.#weights)
          .load('v128.load', weight + 16)
          .set(this.#weightHigh);
        from.forEach((address, row) => {
          f.get(address)
            .load('v128.load32_splat', 4 * step)
            .set(this.#input);
          this.#multiplyAdd(this.low[row]!, this.#weightLow);
          this.#multiplyAdd(this.high[row]!, this.#weightHigh);
        });
      }
      f.advance(this.#weights, 4 * channelBlock * channelStep);
      for (const address of from) f.advance(address, 4 * channelStep);
      f.get(from[0]!).get(this.#rowEnd).op('i32.lt_u');
    });
  }

  #multiplyAdd(sum: Local, weight: Local): void {
    const { f } = this;
    f.get(this.#input).get(weight);
    if (this.#fused) f.get(sum).op('f32x4.relaxed_madd').set(sum);
    else f.op('f32x4.mul').get(sum).op('f32x4.add').set(sum);
  }
}

interface Pass {
  readonly tiles: readonly FunctionIndex[];
  /** Rows. */
  readonly count: Local;
  /** Scratch. */
  readonly left: Local;
  readonly size: Local;
  /** Puts a tile's arguments on the stack. */
  readonly pushArguments: () => void;
  /** Moves on by `size`, which is in bytes of a list of addresses by then. */
  readonly moveOn: () => void;
}

/**
 * All rows, in tiles. The last 7 or 8 go as two tiles of about 4, because a tile of 1 or 2 waits for each sum before the
 * next.
 */
export function passInTiles(f: FunctionBuilder, { tiles, count, left, size, pushArguments, moveOn }: Pass): void {
  f.get(count).set(left);
  f.repeat(() => {
    // size = left < 7 ? left : left < 9 ? (left + 1) >> 1 : 6
    f.get(left);
    f.get(left).i32(1).op('i32.add').i32(1).op('i32.shr_u').i32(tileRows);
    f.get(left)
      .i32(tileRows + 3)
      .op('i32.lt_u')
      .op('select');
    f.get(left)
      .i32(tileRows + 1)
      .op('i32.lt_u')
      .op('select')
      .set(size);
    tiles.forEach((callee, i) => {
      f.get(size)
        .i32(i + 1)
        .op('i32.eq');
      f.when(() => {
        pushArguments();
        f.call(callee);
      });
    });
    f.get(left).get(size).op('i32.sub').set(left);
    f.get(size).i32(2).op('i32.shl').set(size);
    moveOn();
    f.get(left);
  });
}

type Build = (module: ModuleBuilder, fused: boolean) => void;

/** What was built is compiled once. */
const compiled = new WeakMap<Build, WebAssembly.Module | null>();

/**
 * @param build fills a module, whose tiles are fused or not: the same function, the same module
 * @returns its exports; null where the browser has no WebAssembly SIMD
 */
export function instantiate(build: Build, memory: WebAssembly.Memory): WebAssembly.Exports | null {
  const known = compiled.get(build);
  const module = known === undefined ? compile(build) : known;
  if (known === undefined) compiled.set(build, module);
  return module && new WebAssembly.Instance(module, { env: { memory } }).exports;
}

function compile(build: Build): WebAssembly.Module | null {
  for (const fused of [true, false]) {
    const module = new ModuleBuilder();
    build(module, fused);
    const bytes = module.encode();
    if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes);
  }
  return null;
}
