// The two kernels that decoding needs, as WebAssembly SIMD written at run time: a convolution over a list of sites
// (wasm/convolution.ts), so that it takes rows of the codebook as well as cells of a map; and the way from numbers to pixels.
import { addConvolution, type ConvolutionCall, convolutionOf } from '../wasm/convolution.ts';
import { begin, instantiate } from '../wasm/tile.ts';
import type { FunctionBuilder, ModuleBuilder } from '../wasm/wasm-builder.ts';

export interface DecoderKernels {
  readonly convolve: (call: ConvolutionCall) => void;
  /**
   * Numbers in [-1, 1] → bytes, rounded to nearest, halves to even, clamped.
   * @param values address of 4 numbers a pixel
   * @param pixels list of the addresses of `count` pixels of 4 bytes
   */
  readonly toPixels: (count: number, values: number, pixels: number) => void;
}

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
  addConvolution(module, fused);
  module.add(toPixels(), 'toPixels');
}

/** @returns null where the browser has no WebAssembly SIMD */
export function createDecoderKernels(memory: WebAssembly.Memory): DecoderKernels | null {
  const exports = instantiate(build, memory);
  if (!exports) return null;
  return { convolve: convolutionOf(exports), toPixels: exports.toPixels as DecoderKernels['toPixels'] };
}
