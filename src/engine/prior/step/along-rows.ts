// Operators that look along the last axis.
import { UnsupportedGraph } from '../../graph/unsupported.ts';
import type { AddOperator } from './operators.ts';
import { axisOf, type Tensor } from './tensor.ts';

/** @returns the length of a row */
function rowOf(input: Tensor, axis: number): number {
  if (input.type !== 'float' || axisOf(axis, input) !== input.dims.length - 1) {
    throw new UnsupportedGraph('sums along another axis than the last');
  }
  return input.dims.at(-1)!;
}

export interface Norm {
  /** Numbers of a row. */
  readonly row: number;
  /** Indices of the first of so many. */
  readonly scale: number;
  readonly shift: number | null;
  readonly epsilon: number;
}

/** One row, from one place in the heap to another. */
export function normalizeRow(
  floats: Float32Array,
  from: number,
  to: number,
  { row, scale, shift, epsilon }: Norm,
): void {
  let sum = 0;
  for (let i = 0; i < row; i++) sum += floats[from + i]!;
  const mean = sum / row;
  let squares = 0;
  for (let i = 0; i < row; i++) {
    const difference = floats[from + i]! - mean;
    squares += difference * difference;
  }
  const inverse = 1 / Math.sqrt(squares / row + epsilon);
  for (let i = 0; i < row; i++) {
    const value = (floats[from + i]! - mean) * inverse * floats[scale + i]!;
    floats[to + i] = shift === null ? value : value + floats[shift + i]!;
  }
}

export const layerNormalization: AddOperator = (program, node, [input, scale, shift]) => {
  const row = rowOf(input!, node.attributes.get('axis')?.int ?? -1);
  if (node.outputs.length > 1 || scale!.size !== row || (shift && shift.size !== row)) {
    throw new UnsupportedGraph('a norm of another kind');
  }
  const epsilon = node.attributes.get('epsilon')?.float ?? 1e-5;
  const { heap } = program;
  const inputs = shift ? [input!, scale!, shift] : [input!, scale!];
  return [
    program.computed({ type: 'float', dims: input!.dims, inputs }, (target) => {
      const norm: Norm = { row, scale: scale!.at, shift: shift?.at ?? null, epsilon };
      return () => {
        for (let start = 0; start < target.size; start += row) {
          normalizeRow(heap.floats, input!.at + start, target.at + start, norm);
        }
      };
    }),
  ];
};

/** Of less than this, float32 makes 0. */
const leastExponent = -104;

export const softmax: AddOperator = (program, node, [input]) => {
  const row = rowOf(input!, node.attributes.get('axis')?.int ?? -1);
  const { heap } = program;
  return [
    program.computed({ type: 'float', dims: input!.dims, inputs: [input!] }, (target) => () => {
      const { floats } = heap;
      for (let start = 0; start < target.size; start += row) {
        const from = input!.at + start;
        const to = target.at + start;
        let highest = Number.NEGATIVE_INFINITY;
        for (let i = 0; i < row; i++) highest = Math.max(highest, floats[from + i]!);
        let total = 0;
        for (let i = 0; i < row; i++) {
          const below = floats[from + i]! - highest;
          // What is masked lies far below: most of a row, at a picture's beginning.
          const weight = below < leastExponent ? 0 : Math.exp(below);
          floats[to + i] = weight;
          total += weight;
        }
        const share = 1 / total;
        for (let i = 0; i < row; i++) floats[to + i]! *= share;
      }
    }),
  ];
};

export const reduceSum: AddOperator = (program, node, [input, axes]) => {
  const [axis, ...others] = axes ? program.numbersOf(axes) : [];
  if (axis === undefined || others.length > 0) throw new UnsupportedGraph('sums along several axes');
  const row = rowOf(input!, axis);
  const kept = node.attributes.get('keepdims')?.int ?? 1;
  const dims = [...input!.dims.slice(0, -1), ...(kept ? [1] : [])];
  const { heap } = program;
  return [
    program.computed({ type: 'float', dims, inputs: [input!] }, (target) => () => {
      const { floats } = heap;
      let from = input!.at;
      for (let i = 0; i < target.size; i++) {
        let sum = 0;
        for (const end = from + row; from < end; from++) sum += floats[from]!;
        floats[target.at + i] = sum;
      }
    }),
  ];
};
