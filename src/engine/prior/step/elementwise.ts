// Operators that take number by number, stretched to one shape where they differ (ONNX's broadcasting).
import { UnsupportedGraph } from '../../graph/unsupported.ts';
import { type KernelName, lane } from './kernels.ts';
import type { AddOperator } from './operators.ts';
import type { Instruction, Program } from './program.ts';
import { stridesOf, type Tensor, walk } from './tensor.ts';

type Numbers = Float32Array | Int32Array;

/** Where an operand's numbers are: number i at numbers[at + map[i]]. */
interface Operand {
  numbers: Numbers;
  at: number;
  readonly map: Int32Array;
}

/** Each operator has a loop of its own, which an engine can compile for what it does. */
type Pairs = (a: Operand, b: Operand, target: Numbers, at: number, count: number) => void;

const add: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = a.numbers[a.at + a.map[i]!]! + b.numbers[b.at + b.map[i]!]!;
};

export const subtract: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = a.numbers[a.at + a.map[i]!]! - b.numbers[b.at + b.map[i]!]!;
};

export const multiply: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = a.numbers[a.at + a.map[i]!]! * b.numbers[b.at + b.map[i]!]!;
};

/** Whole numbers are cut off towards zero, as they are written. */
export const divide: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = a.numbers[a.at + a.map[i]!]! / b.numbers[b.at + b.map[i]!]!;
};

export const power: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = a.numbers[a.at + a.map[i]!]! ** b.numbers[b.at + b.map[i]!]!;
};

/** With the divisor's sign. */
export const remainder: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) {
    const divisor = b.numbers[b.at + b.map[i]!]!;
    target[at + i] = ((a.numbers[a.at + a.map[i]!]! % divisor) + divisor) % divisor;
  }
};

export const less: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = +(a.numbers[a.at + a.map[i]!]! < b.numbers[b.at + b.map[i]!]!);
};

export const equal: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = +(a.numbers[a.at + a.map[i]!]! === b.numbers[b.at + b.map[i]!]!);
};

export const and: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = a.numbers[a.at + a.map[i]!]! & b.numbers[b.at + b.map[i]!]!;
};

export const exclusiveOr: Pairs = (a, b, target, at, count) => {
  for (let i = 0; i < count; i++) target[at + i] = a.numbers[a.at + a.map[i]!]! ^ b.numbers[b.at + b.map[i]!]!;
};

interface BinaryOptions {
  /** Of another kind than the operands, where the operator compares. */
  readonly result?: Tensor['type'];
  /** For rows of floats, by their steps: both operands go on, or the second one stays where it is. */
  readonly kernels?: { readonly both: KernelName; readonly first?: KernelName; readonly commutes: boolean };
}

export function binary(pairs: Pairs, { result, kernels }: BinaryOptions = {}): AddOperator {
  return (program, _, [left, right]) => {
    if (!left || !right || left.type !== right.type) throw new UnsupportedGraph('operands of two kinds');
    const dims = stretched(left.dims, right.dims);
    const type = result ?? left.type;
    return [
      program.computed({ type, dims, inputs: [left, right] }, (target) => {
        const byKernel = kernels && type === 'float' ? inRows(program, kernels, left, right, target) : null;
        return byKernel ?? oneByOne(program, pairs, left, right, target);
      }),
    ];
  };
}

function oneByOne({ heap }: Program, pairs: Pairs, left: Tensor, right: Tensor, target: Tensor): Instruction {
  const numbersOf = ({ type }: Tensor) => (type === 'float' ? heap.floats : heap.integers);
  const [a, b] = [left, right].map((tensor) => ({
    numbers: numbersOf(tensor),
    at: 0,
    map: walk(target.dims, stretch(tensor, target.dims)),
  })) as [Operand, Operand];
  return () => {
    a.numbers = numbersOf(left);
    a.at = left.at;
    b.numbers = a.numbers;
    b.at = right.at;
    pairs(a, b, numbersOf(target), target.at, target.size);
  };
}

/** @returns null where there are no rows worth a call, or no kernel for how they lie */
function inRows(
  program: Program,
  { both, first, commutes }: NonNullable<BinaryOptions['kernels']>,
  left: Tensor,
  right: Tensor,
  target: Tensor,
): Instruction | null {
  const { dims } = target;
  const strides = [stretch(left, dims), stretch(right, dims)];
  // As many of the last axes as both operands go along evenly.
  let row = 1;
  let axis = dims.length;
  let steps: readonly number[] = [1, 1];
  for (; axis > 0; axis--) {
    const next = strides.map((of) => of[axis - 1]!);
    const side = dims[axis - 1]!;
    if (side === 1) continue;
    if (row === 1) steps = next;
    else if (next.some((stride, i) => stride !== steps[i]! * row)) break;
    row *= side;
  }
  const turned = steps[0] === 0 && commutes;
  const [a, b] = turned ? [right, left] : [left, right];
  const [stepA, stepB] = turned ? steps.toReversed() : steps;
  const name = stepA === 1 && stepB === 1 ? both : stepA === 1 && stepB === 0 ? first : undefined;
  if (!name || row < lane) return null;
  const kernel = program.kernels[name];
  const outer = dims.slice(0, axis);
  const [mapA, mapB] = [a, b].map((tensor) => walk(outer, stretch(tensor, dims).slice(0, axis))) as [
    Int32Array,
    Int32Array,
  ];
  const groups = Math.ceil(row / lane);
  return () => {
    // What is written behind a row is overwritten by the next one, or nobody's (heap.ts).
    for (let i = 0, to = 4 * target.at; i < mapA.length; i++, to += 4 * row) {
      kernel(4 * (a.at + mapA[i]!), 4 * (b.at + mapB[i]!), to, groups);
    }
  };
}

export const addition = binary(add, { kernels: { both: 'add', first: 'addOne', commutes: true } });

type Each = (numbers: Numbers, from: number, at: number, count: number) => void;

export const rectify: Each = (numbers, from, at, count) => {
  for (let i = 0; i < count; i++) numbers[at + i] = Math.max(0, numbers[from + i]!);
};

export const not: Each = (numbers, from, at, count) => {
  for (let i = 0; i < count; i++) numbers[at + i] = 1 - numbers[from + i]!;
};

/** To 1.5 · 10⁻⁷: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 7.1.26. */
export const errorFunction: Each = (numbers, from, at, count) => {
  for (let i = 0; i < count; i++) {
    const x = numbers[from + i]!;
    const t = 1 / (1 + 0.3275911 * Math.abs(x));
    const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    numbers[at + i] = Math.sign(x) * (1 - series * Math.exp(-x * x));
  }
};

export function unary(each: Each): AddOperator {
  return (program, _, [input]) => {
    const { heap } = program;
    const { type, dims } = input!;
    return [
      program.computed({ type, dims, inputs: [input!] }, (target) => () => {
        each(type === 'float' ? heap.floats : heap.integers, input!.at, target.at, target.size);
      }),
    ];
  };
}

export const where: AddOperator = (program, _, [condition, yes, no]) => {
  if (!condition || !yes || !no || yes.type !== no.type) throw new UnsupportedGraph('a choice between two kinds');
  const dims = stretched(condition.dims, stretched(yes.dims, no.dims));
  const { heap } = program;
  return [
    program.computed({ type: yes.type, dims, inputs: [condition, yes, no] }, (target) => {
      const [asked, left, right] = [condition, yes, no].map((tensor) => walk(dims, stretch(tensor, dims)));
      return () => {
        const { integers } = heap;
        for (let i = 0; i < target.size; i++) {
          const chosen = integers[condition.at + asked![i]!] ? yes.at + left![i]! : no.at + right![i]!;
          // 32 bits, whatever they mean.
          integers[target.at + i] = integers[chosen]!;
        }
      };
    }),
  ];
};

function stretched(a: readonly number[], b: readonly number[]): readonly number[] {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, axis) => {
    const one = a[axis - length + a.length] ?? 1;
    const other = b[axis - length + b.length] ?? 1;
    if (one !== other && one !== 1 && other !== 1) throw new UnsupportedGraph(`${a} beside ${b}`);
    return one === 1 ? other : one;
  });
}

/** How far apart the numbers lie that neighbours along each of the axes take. */
function stretch(tensor: Tensor, dims: readonly number[]): number[] {
  const own = stridesOf(tensor.dims);
  const missing = dims.length - tensor.dims.length;
  return dims.map((_, axis) => (axis < missing || tensor.dims[axis - missing] === 1 ? 0 : own[axis - missing]!));
}
