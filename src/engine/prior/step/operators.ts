// The operators that our own steps know, by ONNX's names (opset 17). Spec: https://onnx.ai/onnx/operators/
// What they do not know of an operator (another axis, a shape that a run decides) is unsupported: ONNX Runtime does it.
import type { OnnxNode } from '../../graph/onnx-graph.ts';
import { UnsupportedGraph } from '../../graph/unsupported.ts';
import { layerNormalization, reduceSum, softmax } from './along-rows.ts';
import {
  concat,
  flattened,
  gather,
  pad,
  reshape,
  slice,
  split,
  squeezed,
  transpose,
  unsqueezed,
} from './arrangement.ts';
import {
  addition,
  and,
  binary,
  divide,
  equal,
  errorFunction,
  exclusiveOr,
  less,
  multiply,
  not,
  power,
  rectify,
  remainder,
  subtract,
  unary,
  where,
} from './elementwise.ts';
import { gemm, matMul } from './products.ts';
import type { Program } from './program.ts';
import { sizeOf, type Tensor } from './tensor.ts';

/** @returns a tensor for each output; inputs that are left out are null or missing */
export type Operator = (program: Program, node: OnnxNode, inputs: readonly (Tensor | null)[]) => readonly Tensor[];

const constant: Operator = (program, node) => {
  const value = node.attributes.get('value')?.tensor;
  if (!value) throw new UnsupportedGraph('a constant of another kind');
  return [program.constant(value.values, value.dims)];
};

const constantOfShape: Operator = (program, node, [shape]) => {
  const dims = [...program.numbersOf(shape!)];
  const values = node.attributes.get('value')?.tensor?.values ?? new Float32Array(1);
  const filled = values instanceof Float32Array ? new Float32Array(sizeOf(dims)) : new Int32Array(sizeOf(dims));
  return [program.constant(filled.fill(values[0]!), dims)];
};

/** Between widths of one kind: numbers here are 32 bits wide in any case. */
const cast: Operator = (_, node, [input]) => {
  const [float, integers] = [[1], [6, 7]];
  const kinds = input!.type === 'float' ? float : integers;
  if (!kinds.includes(node.attributes.get('to')?.int ?? 0)) throw new UnsupportedGraph('a cast to another kind');
  return [input!];
};

export const operators: Readonly<Record<string, Operator>> = {
  Add: addition,
  And: binary(and),
  Cast: cast,
  Concat: concat,
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Div: binary(divide),
  Equal: binary(equal, { result: 'integer' }),
  Erf: unary(errorFunction),
  Flatten: reshape(flattened),
  Gather: gather,
  Gemm: gemm,
  LayerNormalization: layerNormalization,
  Less: binary(less, { result: 'integer' }),
  MatMul: matMul,
  Mod: binary(remainder),
  Mul: binary(multiply, { kernels: { both: 'multiply', first: 'multiplyOne', commutes: true } }),
  Not: unary(not),
  Pad: pad,
  Pow: binary(power),
  ReduceSum: reduceSum,
  Relu: unary(rectify),
  Reshape: reshape((_, shape) => shape!),
  Slice: slice,
  Softmax: softmax,
  Split: split,
  Squeeze: reshape(squeezed),
  Sub: binary(subtract, { kernels: { both: 'subtract', commutes: false } }),
  Transpose: transpose,
  Unsqueeze: reshape(unsqueezed),
  Where: where,
  Xor: binary(exclusiveOr),
};
