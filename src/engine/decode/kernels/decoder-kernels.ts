// The two kernels that decoding needs, as WebAssembly SIMD written at run time: a convolution over a list of sites, and
// the way from numbers to pixels. Generated, because a tile of s sites × 8 channels in registers is one program for each
// s, with fused multiply-adds where the browser has them.
//
// The convolution reads and writes through lists of addresses, one a site, so that it takes any set of sites, rows of
// the codebook as well as cells of a map, at no cost for what lies between them. Maps are channels-last: the 3 cells of
// a kernel's row are one run of 3 · channels numbers. A site's sum runs in the same order whatever else is in the list
// (rows, cells, channels; then the residual), so a cell has the same bits however it came to be computed.
// Relaxed SIMD leaves to the environment whether a multiply-add rounds once, but has it decide once and for all.
import { FunctionBuilder, type FunctionIndex, type Local, ModuleBuilder } from './wasm-builder.ts';

/** Output channels that one tile computes, in two registers of four. */
export const channelBlock = 8;

/** Input channels are stored in multiples of this. */
const channelStep = 4;

/** Sites of one tile: 12 accumulators, 2 weights and 1 input fill the 15 registers that V8 leaves of x86's 16. */
const tileSites = 6;

interface ConvolutionCall {
  /** Sites, at least 1. */
  readonly sites: number;
  /** Lists of `sites` addresses: where a site's input starts (its kernel's upper left cell), where its output goes. */
  readonly inputs: number;
  readonly outputs: number;
  /** List of addresses of what is added to the output; 0 for nothing. */
  readonly residuals: number;
  /** A block for each 8 output channels: 8 biases, then 8 weights for each input number, in the order of the sum. */
  readonly weights: number;
  readonly blocks: number;
  /** Rows of the kernel, the bytes of one (its cells · channels · 4), and the bytes from one row's end to the next. */
  readonly rows: number;
  readonly rowBytes: number;
  readonly rowGap: number;
  readonly relu: boolean;
}

export interface DecoderKernels {
  readonly convolve: (call: ConvolutionCall) => void;
  /**
   * Numbers in [-1, 1] → bytes, rounded to nearest, halves to even, clamped.
   * @param values address of 4 numbers a pixel
   * @param pixels list of the addresses of `count` pixels of 4 bytes
   */
  readonly toPixels: (count: number, values: number, pixels: number) => void;
}

/** The parameters of a tile, in order; addresses, counts and bytes. */
const tileParameters = [
  'inputs',
  'outputs',
  'residuals',
  'channelOffset',
  'weights',
  'rows',
  'rowBytes',
  'rowGap',
  'relu',
] as const;

/** The parameters of the convolution, in order. */
const convolutionParameters = [
  'sites',
  'inputs',
  'outputs',
  'residuals',
  'weights',
  'blocks',
  'rows',
  'rowBytes',
  'rowGap',
  'relu',
] as const;

/** A function of i32 parameters, and its parameters by name. */
function begin<const Names extends readonly string[]>(names: Names) {
  const f = new FunctionBuilder(names.map(() => 'i32'));
  return { f, at: Object.fromEntries(names.map((name, index) => [name, { index }])) as Record<Names[number], Local> };
}

/** `sites` sites × 8 channels: the sums stay in registers from the bias to the store. */
function tile(sites: number, fused: boolean): FunctionBuilder {
  const { f, at } = begin(tileParameters);
  const { weights, rows } = at;
  const from = f.locals('i32', sites);
  const rowEnd = f.local('i32');
  const low = f.locals('v128', sites);
  const high = f.locals('v128', sites);
  const weightLow = f.local('v128');
  const weightHigh = f.local('v128');
  const input = f.local('v128');
  const multiplyAdd = (sum: Local, weight: Local) => {
    f.get(input).get(weight);
    if (fused) f.get(sum).op('f32x4.relaxed_madd').set(sum);
    else f.op('f32x4.mul').get(sum).op('f32x4.add').set(sum);
  };

  from.forEach((address, site) => {
    f.get(at.inputs)
      .load('i32.load', 4 * site)
      .set(address);
    f.get(weights).load('v128.load', 0).set(low[site]!);
    f.get(weights).load('v128.load', 16).set(high[site]!);
  });
  f.advance(weights, 4 * channelBlock);
  f.repeat(() => {
    f.get(from[0]!).get(at.rowBytes).op('i32.add').set(rowEnd);
    f.repeat(() => {
      for (let step = 0; step < channelStep; step++) {
        const weight = 4 * channelBlock * step;
        f.get(weights).load('v128.load', weight).set(weightLow);
        f.get(weights)
          .load('v128.load', weight + 16)
          .set(weightHigh);
        from.forEach((address, site) => {
          f.get(address)
            .load('v128.load32_splat', 4 * step)
            .set(input);
          multiplyAdd(low[site]!, weightLow);
          multiplyAdd(high[site]!, weightHigh);
        });
      }
      f.advance(weights, 4 * channelBlock * channelStep);
      for (const address of from) f.advance(address, 4 * channelStep);
      f.get(from[0]!).get(rowEnd).op('i32.lt_u');
    });
    for (const address of from) f.advance(address, at.rowGap);
    f.get(rows).i32(1).op('i32.sub').set(rows);
    f.get(rows);
  });
  f.get(at.residuals).when(() => {
    from.forEach((address, site) => {
      f.get(at.residuals)
        .load('i32.load', 4 * site)
        .get(at.channelOffset)
        .op('i32.add')
        .set(address);
      f.get(low[site]!).get(address).load('v128.load', 0).op('f32x4.add').set(low[site]!);
      f.get(high[site]!).get(address).load('v128.load', 16).op('f32x4.add').set(high[site]!);
    });
  });
  f.get(at.relu).when(() => {
    for (const sum of [...low, ...high]) f.get(sum).f32x4(0).op('f32x4.pmax').set(sum);
  });
  from.forEach((address, site) => {
    f.get(at.outputs)
      .load('i32.load', 4 * site)
      .get(at.channelOffset)
      .op('i32.add')
      .set(address);
    f.get(address).get(low[site]!).store('v128.store', 0);
    f.get(address).get(high[site]!).store('v128.store', 16);
  });
  return f;
}

/**
 * All sites for one block of channels, then for the next: a block's weights stay in the nearest cache meanwhile. The
 * last 7 or 8 sites go as two tiles of about 4, because a tile of 1 or 2 waits for each sum before the next.
 */
function convolution(tiles: readonly FunctionIndex[]): FunctionBuilder {
  const { f, at } = begin(convolutionParameters);
  const [left, size, input, output, residual, channelOffset] = f.locals('i32', 6) as Sextet;
  f.i32(0).set(channelOffset);
  f.repeat(() => {
    f.get(at.sites).set(left);
    f.get(at.inputs).set(input);
    f.get(at.outputs).set(output);
    f.get(at.residuals).set(residual);
    f.repeat(() => {
      // size = left < 7 ? left : left < 9 ? (left + 1) >> 1 : 6
      f.get(left);
      f.get(left).i32(1).op('i32.add').i32(1).op('i32.shr_u').i32(tileSites);
      f.get(left)
        .i32(tileSites + 3)
        .op('i32.lt_u')
        .op('select');
      f.get(left)
        .i32(tileSites + 1)
        .op('i32.lt_u')
        .op('select')
        .set(size);
      tiles.forEach((callee, i) => {
        f.get(size)
          .i32(i + 1)
          .op('i32.eq');
        f.when(() => {
          f.get(input).get(output).get(residual).get(channelOffset).get(at.weights);
          f.get(at.rows).get(at.rowBytes).get(at.rowGap).get(at.relu).call(callee);
        });
      });
      f.get(left).get(size).op('i32.sub').set(left);
      f.get(size).i32(2).op('i32.shl').set(size);
      f.advance(input, size);
      f.advance(output, size);
      f.get(residual).when(() => f.advance(residual, size));
      f.get(left);
    });
    // 8 biases and, for each input number of 4 bytes, 8 weights of 4 bytes.
    f.get(at.rows).get(at.rowBytes).op('i32.mul').i32(3).op('i32.shl');
    f.i32(4 * channelBlock)
      .op('i32.add')
      .get(at.weights)
      .op('i32.add')
      .set(at.weights);
    f.advance(channelOffset, 4 * channelBlock);
    f.get(at.blocks).i32(1).op('i32.sub').set(at.blocks);
    f.get(at.blocks);
  });
  return f;
}

type Sextet = [Local, Local, Local, Local, Local, Local];

function toPixels(): FunctionBuilder {
  const { f, at } = begin(['count', 'values', 'pixels']);
  const bytes = f.local('v128');
  f.repeat(() => {
    f.get(at.values).load('v128.load').f32x4(1).op('f32x4.add').f32x4(127.5).op('f32x4.mul');
    f.op('f32x4.nearest').op('i32x4.trunc_sat_f32x4_s').set(bytes);
    f.get(bytes).get(bytes).op('i16x8.narrow_i32x4_s').set(bytes);
    f.get(bytes).get(bytes).op('i8x16.narrow_i16x8_u').set(bytes);
    f.get(at.pixels).load('i32.load').get(bytes).storeFirstLane();
    f.advance(at.values, 16);
    f.advance(at.pixels, 4);
    f.get(at.count).i32(1).op('i32.sub').set(at.count);
    f.get(at.count);
  });
  return f;
}

/** @param fused with relaxed SIMD's multiply-add, which rounds once where the processor can */
function moduleBytes(fused: boolean): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const tiles = Array.from({ length: tileSites }, (_, i) => module.add(tile(i + 1, fused)));
  module.add(convolution(tiles), 'convolve');
  module.add(toPixels(), 'toPixels');
  return module.encode();
}

/** @returns null where the browser has no WebAssembly SIMD */
export function createDecoderKernels(memory: WebAssembly.Memory): DecoderKernels | null {
  const bytes = [true, false].map(moduleBytes).find((module) => WebAssembly.validate(module));
  if (!bytes) return null;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const convolve = exports.convolve as (...values: number[]) => void;
  return {
    convolve: ({ sites, inputs, outputs, residuals, weights, blocks, rows, rowBytes, rowGap, relu }) =>
      convolve(sites, inputs, outputs, residuals, weights, blocks, rows, rowBytes, rowGap, relu ? 1 : 0),
    toPixels: exports.toPixels as DecoderKernels['toPixels'],
  };
}
