// Small graphs for the tests of programs: each operator, some of whose values a run is told and some of which are known when
// the program is made. Imported by tests only.
import type { TestConstant, TestModel, TestNode } from '../../graph/test-models.ts';
import { sizeOf } from './tensor.ts';

type Shape = readonly number[];

/** Numbers in (−1, 1) that are the same every time. */
export function numbers(dims: Shape, seed = 1): Float32Array {
  return Float32Array.from({ length: sizeOf(dims) }, (_, i) => Math.sin(12.9898 * (i + 1) * seed));
}

export const floats = (dims: Shape, seed = 7): TestConstant => ({ dims, values: numbers(dims, seed) });

/** 64 bits wide, as exporters write shapes and axes. */
const wide = (...values: number[]) => new Uint8Array(BigInt64Array.from(values, BigInt).buffer);

export const integers = (...values: number[]): TestConstant => ({
  dims: [values.length],
  type: 7,
  values: wide(...values),
});

export interface Example {
  /** What the run is told, by name: float32 unless listed in `tokens`. */
  readonly told: Readonly<Record<string, Shape>>;
  /** Inputs of whole numbers. */
  readonly tokens?: Readonly<Record<string, readonly number[]>>;
  readonly constants?: Readonly<Record<string, TestConstant>>;
  readonly nodes: readonly TestNode[];
}

export const node = (op: string, inputs: readonly string[], attributes: Partial<TestNode> = {}): TestNode => ({
  op,
  inputs,
  output: 'y',
  ...attributes,
});

/** Whole numbers are not compared as such: their value is looked up in a table. */
const lookedUp = (example: Omit<Example, 'constants'> & Pick<Example, 'constants'>): Example => ({
  ...example,
  constants: { ...example.constants, table: floats([64, 8]) },
  nodes: [
    ...example.nodes.map((each, i) => (i === example.nodes.length - 1 ? { ...each, output: 'index' } : each)),
    node('Gather', ['table', 'index']),
  ],
});

export const examples: Record<string, Example> = {
  'Add of rows': { told: { a: [3, 20], b: [3, 20] }, nodes: [node('Add', ['a', 'b'])] },
  'Add of a row to each of some': { told: { a: [2, 3, 20], b: [20] }, nodes: [node('Add', ['b', 'a'])] },
  'Add of a number': { told: { a: [3, 21] }, constants: { one: floats([1]) }, nodes: [node('Add', ['one', 'a'])] },
  'Add of a column': { told: { a: [3, 1], b: [3, 5] }, nodes: [node('Add', ['a', 'b'])] },
  'Sub of a column and a row': { told: { a: [3, 1], b: [1, 9] }, nodes: [node('Sub', ['a', 'b'])] },
  'Sub of rows': { told: { a: [5, 8], b: [5, 8] }, nodes: [node('Sub', ['a', 'b'])] },
  'Mul within a larger shape': { told: { a: [2, 1, 24], b: [1, 4, 24] }, nodes: [node('Mul', ['a', 'b'])] },
  'Div by a number': { told: { a: [7] }, constants: { one: floats([1]) }, nodes: [node('Div', ['a', 'one'])] },
  'Pow of a constant': {
    told: { a: [4] },
    constants: { base: { dims: [], values: Float32Array.of(48) }, half: { dims: [], values: Float32Array.of(-0.5) } },
    nodes: [node('Pow', ['base', 'half'], { output: 'scale' }), node('Mul', ['a', 'scale'])],
  },
  Relu: { told: { a: [33] }, nodes: [node('Relu', ['a'])] },
  Erf: { told: { a: [33] }, nodes: [node('Erf', ['a'])] },
  'Softmax of rows': { told: { a: [3, 2, 9] }, nodes: [node('Softmax', ['a'], { int: { axis: -1 } })] },
  'LayerNormalization with a shift': {
    told: { a: [4, 24] },
    constants: { scale: floats([24]), shift: floats([24], 3) },
    nodes: [node('LayerNormalization', ['a', 'scale', 'shift'], { int: { axis: -1 }, float: { epsilon: 1e-3 } })],
  },
  'ReduceSum without its axis': {
    told: { a: [3, 4, 5] },
    constants: { axes: integers(-1) },
    nodes: [node('ReduceSum', ['a', 'axes'], { int: { keepdims: 0 } })],
  },
  'MatMul with weights': {
    told: { a: [3, 16] },
    constants: { w: floats([16, 21]) },
    nodes: [node('MatMul', ['a', 'w'])],
  },
  'MatMul of parts': { told: { a: [3, 2, 10], b: [3, 10, 19] }, nodes: [node('MatMul', ['a', 'b'])] },
  'MatMul with what was turned': {
    told: { a: [3, 1, 16], b: [3, 7, 16] },
    nodes: [node('Transpose', ['b'], { output: 't', ints: { perm: [0, 2, 1] } }), node('MatMul', ['a', 't'])],
  },
  'Gemm with a bias': {
    told: { a: [2, 8] },
    constants: { w: floats([11, 8]), bias: floats([11], 2) },
    nodes: [node('Gemm', ['a', 'w', 'bias'], { int: { transB: 1 }, float: { alpha: 1, beta: 1 } })],
  },
  'Transpose of all axes': { told: { a: [2, 3, 4] }, nodes: [node('Transpose', ['a'])] },
  'Slice of every other column, backwards': {
    told: { a: [3, 8] },
    constants: { from: integers(-1), to: integers(-100), axes: integers(1), steps: integers(-2) },
    nodes: [node('Slice', ['a', 'from', 'to', 'axes', 'steps'])],
  },
  'Slice to the end': {
    told: { a: [3, 8, 2] },
    constants: { from: integers(1, 3), to: integers(9_007_199_254_740_991, -1) },
    nodes: [node('Slice', ['a', 'from', 'to'])],
  },
  'Split, and what was apart put side by side': {
    told: { a: [2, 3, 8] },
    constants: { sides: integers(5, 3) },
    nodes: [
      node('Split', ['a', 'sides'], { output: 'left', others: ['right'], int: { axis: -1 } }),
      node('Concat', ['right', 'left'], { int: { axis: -1 } }),
    ],
  },
  'Concat of outer parts': {
    told: { a: [2, 3], b: [1, 3] },
    nodes: [node('Concat', ['a', 'b', 'a'], { int: { axis: 0 } })],
  },
  'Gather of known columns': {
    told: { a: [2, 5, 3] },
    constants: { which: integers(4, -4) },
    nodes: [node('Gather', ['a', 'which'], { int: { axis: 1 } })],
  },
  'Reshape, Unsqueeze, Squeeze and Flatten': {
    told: { a: [4, 6] },
    constants: { shape: integers(0, -1, 2), axes: integers(0, -1) },
    nodes: [
      node('Reshape', ['a', 'shape'], { output: 'b' }),
      node('Unsqueeze', ['b', 'axes'], { output: 'c' }),
      node('Squeeze', ['c', 'axes'], { output: 'd' }),
      node('Flatten', ['d'], { int: { axis: 2 } }),
    ],
  },
  'Pad of rows and columns': {
    told: { a: [2, 3] },
    constants: { widths: integers(1, 0, 0, 2) },
    nodes: [node('Pad', ['a', 'widths'], { text: { mode: 'constant' } })],
  },
  'a part of what is told, which lies within it': {
    told: { a: [4, 3, 8], b: [3, 8] },
    constants: { which: { dims: [], type: 7, values: wide(2) } },
    nodes: [node('Gather', ['a', 'which'], { output: 'part', int: { axis: 0 } }), node('Add', ['part', 'b'])],
  },
  'Where what is told is less': {
    told: { a: [5] },
    constants: { edge: floats([1]), no: floats([1], 2) },
    nodes: [node('Less', ['a', 'edge'], { output: 'is' }), node('Where', ['is', 'a', 'no'])],
  },
  'rows and columns of a position': lookedUp({
    told: {},
    tokens: { p: [37, 5, 0] },
    constants: { width: { dims: [1], type: 6, values: new Uint8Array(Int32Array.of(16).buffer) } },
    nodes: [
      node('Div', ['p', 'width'], { output: 'row' }),
      node('Mod', ['p', 'width'], { output: 'column', int: { fmod: 0 } }),
      node('Add', ['row', 'column'], { output: 'sum' }),
      node('Sub', ['sum', 'row']),
    ],
  }),
  'truth values': lookedUp({
    told: {},
    tokens: { p: [1, 2, 3], q: [3, 2, 1] },
    nodes: [
      node('Less', ['p', 'q'], { output: 'less' }),
      node('Equal', ['p', 'q'], { output: 'equal' }),
      node('Xor', ['less', 'equal'], { output: 'either' }),
      node('Not', ['equal'], { output: 'unequal' }),
      node('And', ['either', 'unequal'], { output: 'both' }),
      node('Where', ['both', 'p', 'q']),
    ],
  }),
};

export function modelOf({ told, tokens = {}, constants = {}, nodes }: Example): TestModel {
  const inputs = {
    ...Object.fromEntries(Object.entries(told).map(([name, dims]) => [name, { dims, type: 'float' as const }])),
    ...Object.fromEntries(
      Object.entries(tokens).map(([name, { length }]) => [name, { dims: [length], type: 'integer' as const }]),
    ),
  };
  return { inputs, constants, nodes };
}
