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
import type { Tensor } from './tensor.ts';

/** @returns a tensor for each output; inputs that are left out are null or missing */
export type AddOperator = (program: Program, node: OnnxNode, inputs: readonly (Tensor | null)[]) => readonly Tensor[];

interface Operator {
  readonly add: AddOperator;
  /** That it needs, the first ones of the node's. */
  readonly inputs: number;
}

const constant: AddOperator = (program, node) => {
  const value = node.attributes.get('value')?.tensor;
  if (!value) throw new UnsupportedGraph('a constant of another kind');
  return [program.constant(value.dims, () => value.values)];
};

const constantOfShape: AddOperator = (program, node, [shape]) => {
  const dims = [...program.numbersOf(shape!)];
  const values = node.attributes.get('value')?.tensor?.values ?? new Float32Array(1);
  const [value] = values;
  if (value === undefined) throw new UnsupportedGraph('a constant of another kind');
  const made = (size: number) => (values instanceof Float32Array ? new Float32Array(size) : new Int32Array(size));
  return [program.constant(dims, (size) => made(size).fill(value))];
};

/** Between widths of one kind: numbers here are 32 bits wide in any case. */
const cast: AddOperator = (_, node, [input]) => {
  const [float, integers] = [[1], [6, 7]];
  const kinds = input!.type === 'float' ? float : integers;
  if (!kinds.includes(node.attributes.get('to')?.int ?? 0)) throw new UnsupportedGraph('a cast to another kind');
  return [input!];
};

const none = (add: AddOperator): Operator => ({ add, inputs: 0 });
const one = (add: AddOperator): Operator => ({ add, inputs: 1 });
const two = (add: AddOperator): Operator => ({ add, inputs: 2 });
const three = (add: AddOperator): Operator => ({ add, inputs: 3 });

export const operators: Readonly<Record<string, Operator>> = {
  Add: two(addition),
  And: two(binary(and)),
  Cast: one(cast),
  Concat: one(concat),
  Constant: none(constant),
  ConstantOfShape: one(constantOfShape),
  Div: two(binary(divide)),
  Equal: two(binary(equal, { result: 'integer' })),
  Erf: one(unary(errorFunction)),
  Flatten: one(reshape(flattened)),
  Gather: two(gather),
  Gemm: two(gemm),
  LayerNormalization: two(layerNormalization),
  Less: two(binary(less, { result: 'integer' })),
  MatMul: two(matMul),
  Mod: two(binary(remainder)),
  Mul: two(binary(multiply, { kernels: { both: 'multiply', first: 'multiplyOne', commutes: true } })),
  Not: one(unary(not)),
  Pad: two(pad),
  Pow: two(binary(power)),
  ReduceSum: one(reduceSum),
  Relu: one(unary(rectify)),
  Reshape: two(reshape((_, shape) => shape!)),
  Slice: three(slice),
  Softmax: one(softmax),
  Split: one(split),
  Squeeze: one(reshape(squeezed)),
  Sub: two(binary(subtract, { kernels: { both: 'subtract', commutes: false } })),
  Transpose: one(transpose),
  Unsqueeze: two(reshape(unsqueezed)),
  Where: three(where),
  Xor: two(binary(exclusiveOr)),
};
