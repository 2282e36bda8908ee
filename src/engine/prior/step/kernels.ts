// What a step computes most of, in WebAssembly SIMD: products of one row with a matrix, and sums and products of rows.
// Weights are read once a step, from memory that no nearer cache holds: all that counts is that nothing waits for anything
// else.
import { begin, instantiate } from '../../wasm/tile.ts';
import type { FunctionBuilder, Local, ModuleBuilder } from '../../wasm/wasm-builder.ts';

/** Rows that `dot` takes at once. */
export const dotRows = 4;

/** Numbers of a row that it takes at once. */
export const dotStep = 8;

/** Columns that `mix` takes at once. */
export const mixColumns = 16;

/** Numbers that the others take at once. */
export const lane = 4;

/** @param groups of `lane` numbers. Addresses are in bytes. */
type RowKernel = (a: number, b: number, target: number, groups: number) => void;

/** Two rows, or a row and one number at `b`. */
const rowKernels = {
  add: { op: 'f32x4.add', one: false },
  addOne: { op: 'f32x4.add', one: true },
  subtract: { op: 'f32x4.sub', one: false },
  multiply: { op: 'f32x4.mul', one: false },
  multiplyOne: { op: 'f32x4.mul', one: true },
} as const;

export type KernelName = keyof typeof rowKernels;

export interface StepKernels extends Readonly<Record<KernelName, RowKernel>> {
  /** target[n] = x · row n, for groups of `dotRows` rows of `rowBytes`, a multiple of 4 · dotStep. Addresses in bytes. */
  dot(x: number, rows: number, target: number, rowBytes: number, groups: number): void;
  /** target[n] = Σ x[k] · row k[n], for blocks of `mixColumns` columns. */
  mix(x: number, rows: number, target: number, rowBytes: number, rowCount: number, blocks: number): void;
}

function multiplyAdd(f: FunctionBuilder, sum: Local, fused: boolean): void {
  if (fused) f.get(sum).op('f32x4.relaxed_madd').set(sum);
  else f.op('f32x4.mul').get(sum).op('f32x4.add').set(sum);
}

function dot(fused: boolean): FunctionBuilder {
  const { f, at } = begin(['x', 'rows', 'target', 'rowBytes', 'groups']);
  const [input, end] = f.locals('i32', 2) as [Local, Local];
  const rows = f.locals('i32', dotRows);
  // Two sums a row, so that each has twice the time until its next product.
  const sums = f.locals('v128', 2 * dotRows);
  const numbers = f.local('v128');
  f.repeat(() => {
    rows.forEach((row, i) => {
      f.get(i === 0 ? at.rows : rows[i - 1]!);
      if (i > 0) f.get(at.rowBytes).op('i32.add');
      f.set(row);
    });
    for (const sum of sums) f.f32x4(0).set(sum);
    f.get(at.x).set(input);
    f.get(at.x).get(at.rowBytes).op('i32.add').set(end);
    f.repeat(() => {
      for (let half = 0; half < 2; half++) {
        f.get(input)
          .load('v128.load', 16 * half)
          .set(numbers);
        rows.forEach((row, i) => {
          f.get(numbers)
            .get(row)
            .load('v128.load', 16 * half);
          multiplyAdd(f, sums[2 * i + half]!, fused);
        });
      }
      for (const row of rows) f.advance(row, 4 * dotStep);
      f.advance(input, 4 * dotStep);
      f.get(input).get(end).op('i32.lt_u');
    });
    const [a, b, c, d] = rows.map((_, i) => sums[2 * i]!) as [Local, Local, Local, Local];
    for (let i = 0; i < dotRows; i++) {
      f.get(sums[2 * i]!)
        .get(sums[2 * i + 1]!)
        .op('f32x4.add')
        .set(sums[2 * i]!);
    }
    // The sums of four lanes of four registers as four lanes of one.
    const addPairs = (one: Local, other: Local) => {
      f.get(one).get(other).shuffle([0, 4, 1, 5]);
      f.get(one).get(other).shuffle([2, 6, 3, 7]);
      f.op('f32x4.add').set(one);
    };
    addPairs(a, b);
    addPairs(c, d);
    f.get(at.target);
    f.get(a).get(c).shuffle([0, 1, 4, 5]);
    f.get(a).get(c).shuffle([2, 3, 6, 7]);
    f.op('f32x4.add').store('v128.store');
    f.advance(at.target, 4 * dotRows);
    // The last row's address has moved on to its end: the next group's first row.
    f.get(rows.at(-1)!).set(at.rows);
    f.advance(at.groups, -1);
    f.get(at.groups);
  });
  return f;
}

function mix(fused: boolean): FunctionBuilder {
  const { f, at } = begin(['x', 'rows', 'target', 'rowBytes', 'rowCount', 'blocks']);
  const [input, row, left] = f.locals('i32', 3) as [Local, Local, Local];
  const sums = f.locals('v128', mixColumns / 4);
  const number = f.local('v128');
  f.repeat(() => {
    for (const sum of sums) f.f32x4(0).set(sum);
    f.get(at.x).set(input);
    f.get(at.rows).set(row);
    f.get(at.rowCount).set(left);
    f.repeat(() => {
      f.get(input).load('v128.load32_splat').set(number);
      sums.forEach((sum, i) => {
        f.get(number)
          .get(row)
          .load('v128.load', 16 * i);
        multiplyAdd(f, sum, fused);
      });
      f.advance(input, 4).advance(row, at.rowBytes).advance(left, -1);
      f.get(left);
    });
    sums.forEach((sum, i) => {
      f.get(at.target)
        .get(sum)
        .store('v128.store', 16 * i);
    });
    f.advance(at.rows, 4 * mixColumns).advance(at.target, 4 * mixColumns);
    f.advance(at.blocks, -1);
    f.get(at.blocks);
  });
  return f;
}

function row({ op, one }: (typeof rowKernels)[KernelName]): FunctionBuilder {
  const { f, at } = begin(['a', 'b', 'target', 'groups']);
  const second = f.local('v128');
  if (one) f.get(at.b).load('v128.load32_splat').set(second);
  f.repeat(() => {
    f.get(at.target).get(at.a).load('v128.load');
    if (one) f.get(second);
    else f.get(at.b).load('v128.load');
    f.op(op).store('v128.store');
    f.advance(at.a, 4 * lane).advance(at.target, 4 * lane);
    if (!one) f.advance(at.b, 4 * lane);
    f.advance(at.groups, -1);
    f.get(at.groups);
  });
  return f;
}

function build(module: ModuleBuilder, fused: boolean): void {
  module.add(dot(fused), 'dot');
  module.add(mix(fused), 'mix');
  for (const [name, kernel] of Object.entries(rowKernels)) module.add(row(kernel), name);
}

/** @returns null where the browser has no WebAssembly SIMD */
export function createStepKernels(memory: WebAssembly.Memory): StepKernels | null {
  return instantiate(build, memory) as StepKernels | null;
}
