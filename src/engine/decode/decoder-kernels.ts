// The two kernels that decoding needs, as WebAssembly SIMD written at run time (wasm/tile.ts): a convolution over a list
// of sites, and the way from numbers to pixels.
//
// The convolution reads and writes through lists of addresses, one a site, so that it takes any set of sites, rows of
// the codebook as well as cells of a map, at no cost for what lies between them. Maps are channels-last: the 3 cells of
// a kernel's row are one run of 3 · channels numbers. A site's sum runs in the same order whatever else is in the list
// (rows, cells, channels; then the residual), so a cell has the same bits however it came to be computed.
import { begin, channelBlock, instantiate, passInTiles, Tile, tileRows } from '../wasm/tile.ts';
import type { FunctionBuilder, FunctionIndex, Local, ModuleBuilder } from '../wasm/wasm-builder.ts';

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

/** `sites` sites × 8 channels: the sums stay in registers from the bias to the store. */
function tile(sites: number, fused: boolean): FunctionBuilder {
  const { f, at } = begin(tileParameters);
  const { rows } = at;
  const sums = new Tile(f, sites, { inputs: at.inputs, weights: at.weights, fused });
  const { from, low, high } = sums;
  f.repeat(() => {
    sums.accumulate(at.rowBytes);
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

/** All sites for one block of channels, then for the next: a block's weights stay in the nearest cache meanwhile. */
function convolution(tiles: readonly FunctionIndex[]): FunctionBuilder {
  const { f, at } = begin(convolutionParameters);
  const [left, size, input, output, residual, channelOffset] = f.locals('i32', 6) as Sextet;
  f.i32(0).set(channelOffset);
  f.repeat(() => {
    f.get(at.inputs).set(input);
    f.get(at.outputs).set(output);
    f.get(at.residuals).set(residual);
    passInTiles(f, {
      tiles,
      count: at.sites,
      left,
      size,
      pushArguments: () => {
        f.get(input).get(output).get(residual).get(channelOffset).get(at.weights);
        f.get(at.rows).get(at.rowBytes).get(at.rowGap).get(at.relu);
      },
      moveOn: () => {
        f.advance(input, size);
        f.advance(output, size);
        f.get(residual).when(() => f.advance(residual, size));
      },
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

function build(module: ModuleBuilder, fused: boolean): void {
  const tiles = Array.from({ length: tileRows }, (_, i) => module.add(tile(i + 1, fused)));
  module.add(convolution(tiles), 'convolve');
  module.add(toPixels(), 'toPixels');
}

/** @returns null where the browser has no WebAssembly SIMD */
export function createDecoderKernels(memory: WebAssembly.Memory): DecoderKernels | null {
  const exports = instantiate(build, memory);
  if (!exports) return null;
  const convolve = exports.convolve as (...values: number[]) => void;
  return {
    convolve: ({ sites, inputs, outputs, residuals, weights, blocks, rows, rowBytes, rowGap, relu }) =>
      convolve(sites, inputs, outputs, residuals, weights, blocks, rows, rowBytes, rowGap, relu ? 1 : 0),
    toPixels: exports.toPixels as DecoderKernels['toPixels'],
  };
}
