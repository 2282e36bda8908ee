// What a PixelCNN computes, as WebAssembly SIMD written at run time: convolutions over lists of sites, and the gate.
import { addConvolution, type ConvolutionCall, convolutionOf } from '../../wasm/convolution.ts';
import { begin, instantiate } from '../../wasm/tile.ts';
import type { FunctionBuilder, Local, ModuleBuilder } from '../../wasm/wasm-builder.ts';

/** Numbers that the gate takes at once. */
const gateStep = 4;

export interface PixelCnnKernels {
  readonly convolve: (call: ConvolutionCall) => void;
  /**
   * target = tanh(a + its bias) · sigmoid(b + its bias), a the first half of what is read and b the second.
   *
   * @param from the address of 2 · halfBytes, as `biases` is
   * @param halfBytes of a multiple of `gateStep` numbers
   */
  readonly gate: (from: number, biases: number, target: number, halfBytes: number) => void;
}

/** Beyond these, tanh and sigmoid have come to an end in float32, and products of two powers of e have not overflowed. */
const farthest = 40;

/** Of the series that replaces eʳ for |r| ≤ ½ ln 2, highest power first: to 1.2 · 10⁻⁷. */
const series = [1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2, 1, 1];

/** ln 2 in two parts, so that multiples of the first are exact. */
const ln2 = [0.693359375, -2.1219444e-4] as const;

/** x = e^x, by 2ⁿ · eʳ. */
function exponentiate(f: FunctionBuilder, x: Local, whole: Local, power: Local): void {
  f.get(x).f32x4(-farthest).op('f32x4.pmax').f32x4(farthest).op('f32x4.pmin').set(x);
  f.get(x).f32x4(Math.LOG2E).op('f32x4.mul').op('f32x4.nearest').set(whole);
  for (const part of ln2) f.get(x).get(whole).f32x4(part).op('f32x4.mul').op('f32x4.sub').set(x);
  f.f32x4(series[0]!).set(power);
  for (const factor of series.slice(1)) {
    f.get(power).get(x).op('f32x4.mul').f32x4(factor).op('f32x4.add').set(power);
  }
  // 2ⁿ has n in its exponent's bits, and nothing else.
  f.get(whole).op('i32x4.trunc_sat_f32x4_s').i32x4([127, 127, 127, 127]).op('i32x4.add').i32(23).op('i32x4.shl');
  f.get(power).op('f32x4.mul').set(x);
}

/** tanh(a) · sigmoid(b) = (1 − e⁻²ᵃ) / ((1 + e⁻²ᵃ) (1 + e⁻ᵇ)) */
function gate(): FunctionBuilder {
  const { f, at } = begin(['from', 'biases', 'target', 'halfBytes']);
  const end = f.local('i32');
  const [a, b, whole, power] = f.locals('v128', 4) as [Local, Local, Local, Local];
  const sum = () => {
    f.get(at.from).load('v128.load').get(at.biases).load('v128.load').op('f32x4.add');
  };
  const second = () => {
    f.get(at.from).get(at.halfBytes).op('i32.add').load('v128.load');
    f.get(at.biases).get(at.halfBytes).op('i32.add').load('v128.load').op('f32x4.add');
  };
  f.get(at.from).get(at.halfBytes).op('i32.add').set(end);
  f.repeat(() => {
    sum();
    f.f32x4(-2).op('f32x4.mul').set(a);
    second();
    f.f32x4(-1).op('f32x4.mul').set(b);
    exponentiate(f, a, whole, power);
    exponentiate(f, b, whole, power);
    f.get(at.target);
    f.f32x4(1).get(a).op('f32x4.sub');
    f.f32x4(1).get(a).op('f32x4.add').f32x4(1).get(b).op('f32x4.add').op('f32x4.mul');
    f.op('f32x4.div').store('v128.store');
    for (const address of [at.from, at.biases, at.target]) f.advance(address, 4 * gateStep);
    f.get(at.from).get(end).op('i32.lt_u');
  });
  return f;
}

function build(module: ModuleBuilder, fused: boolean): void {
  addConvolution(module, fused);
  module.add(gate(), 'gate');
}

/** @returns null where the browser has no WebAssembly SIMD */
export function createPixelCnnKernels(memory: WebAssembly.Memory): PixelCnnKernels | null {
  const exports = instantiate(build, memory);
  if (!exports) return null;
  return { convolve: convolutionOf(exports), gate: exports.gate as PixelCnnKernels['gate'] };
}
