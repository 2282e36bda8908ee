// A convolution over a list of sites, as WebAssembly SIMD written at run time (tile.ts).
//
// It reads and writes through lists of addresses, one a site, so that it takes any set of sites, rows of a table as well
// as cells of a map, at no cost for what lies between them. Maps are channels-last: the cells of a kernel's row are one run
// of numbers. A site's sum runs in the same order whatever else is in the list (rows, cells, channels; then the residual),
// so a cell has the same bits however it came to be computed.
import { begin, channelBlock, passInTiles, Tile, tileRows } from './tile.ts';
import type { FunctionBuilder, FunctionIndex, Local, ModuleBuilder } from './wasm-builder.ts';

export interface ConvolutionCall {
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

export function addConvolution(module: ModuleBuilder, fused: boolean): void {
  const tiles = Array.from({ length: tileRows }, (_, i) => module.add(tile(i + 1, fused)));
  module.add(convolution(tiles), 'convolve');
}

/** @param exports of a module with a convolution */
export function convolutionOf(exports: WebAssembly.Exports): (call: ConvolutionCall) => void {
  const convolve = exports.convolve as (...values: number[]) => void;
  return ({ sites, inputs, outputs, residuals, weights, blocks, rows, rowBytes, rowGap, relu }) =>
    convolve(sites, inputs, outputs, residuals, weights, blocks, rows, rowBytes, rowGap, relu ? 1 : 0);
}

/** As the tiles write and read them: in whole blocks. */
export function storedChannels(channels: number): number {
  return Math.ceil(channels / channelBlock) * channelBlock;
}

export interface ConvolutionWeights {
  readonly inputs: number;
  /** Of the kernel, its rows' one after another. */
  readonly cells: number;
  /** [outputs, inputs, cells] */
  readonly weights: Float32Array;
}

/**
 * Weights as the kernel reads them, inputs in whole blocks too.
 *
 * @param order the output channel of each packed one, in whole blocks; negative for none
 * @param biasOf is asked about every entry of `order`
 */
export function packWeights(
  { inputs, cells, weights }: ConvolutionWeights,
  order: readonly number[],
  biasOf: (output: number) => number,
): Float32Array {
  const stored = storedChannels(inputs);
  const blockNumbers = channelBlock * (1 + cells * stored);
  const packed = new Float32Array((order.length / channelBlock) * blockNumbers);
  order.forEach((output, i) => {
    const start = Math.floor(i / channelBlock) * blockNumbers + (i % channelBlock);
    packed[start] = biasOf(output);
    if (output < 0) return;
    let from = output * inputs * cells;
    for (let input = 0; input < inputs; input++) {
      for (let cell = 0; cell < cells; cell++, from++) {
        packed[start + channelBlock * (1 + cell * stored + input)] = weights[from]!;
      }
    }
  });
  return packed;
}
