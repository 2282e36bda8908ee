// The values of a graph whose shapes are fixed, as its program knows them.
import { UnsupportedGraph } from '../../graph/unsupported.ts';

export interface Tensor {
  readonly type: 'float' | 'integer';
  readonly dims: readonly number[];
  readonly size: number;
  /** Whether it is the same in every run. */
  readonly constant: boolean;
  source: Source;
  /** Index of its first number in the heap; −1 until something reads it there. */
  at: number;
}

type Source =
  /** What a run is given, or what one of its instructions computes. */
  | { readonly kind: 'given' | 'computed' }
  | { readonly kind: 'values'; readonly values: Float32Array | Int32Array }
  /** Number i is number map[i] of another tensor. */
  | { readonly kind: 'moved'; readonly from: Tensor; readonly map: Int32Array };

export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, side) => product * side, 1);
}

/** Of each axis, how far apart its neighbours lie. */
export function stridesOf(dims: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const side of dims.toReversed()) {
    strides.unshift(stride);
    stride *= side;
  }
  return strides;
}

/** An axis counted from the front; negative ones count from the end. */
export function axisOf(axis: number, { dims }: Pick<Tensor, 'dims'>): number {
  const counted = axis < 0 ? axis + dims.length : axis;
  if (dims[counted] === undefined) throw new UnsupportedGraph(`axis ${axis} of ${dims.length}`);
  return counted;
}

/**
 * The indices of a walk through a tensor, last axis fastest.
 * @param strides how far a step along each axis goes; 0 stays
 */
export function walk(dims: readonly number[], strides: readonly number[], start = 0): Int32Array {
  const map = new Int32Array(sizeOf(dims));
  const at = dims.map(() => 0);
  let index = start;
  for (let i = 0; i < map.length; i++) {
    map[i] = index;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      index += strides[axis]!;
      if (++at[axis]! < dims[axis]!) break;
      index -= dims[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return map;
}

/** How many numbers before and after an axis: of the outer parts, and of what one step along it holds. */
export function aroundAxis(dims: readonly number[], axis: number): { readonly outer: number; readonly inner: number } {
  return { outer: sizeOf(dims.slice(0, axis)), inner: sizeOf(dims.slice(axis + 1)) };
}
