// The directions in which a set of vectors spreads most (principal component analysis), for drawing many dimensions in few.
import { symmetricEigen } from './eigen.ts';

export interface PrincipalAxes {
  readonly mean: Float64Array;
  /** D×D: one unit vector a row, most variance first; its largest component is positive. */
  readonly axes: Float64Array;
  /** Variance along each axis, falling; their sum is the variance of the whole set. */
  readonly variances: Float64Array;
}

/** Of larger sets, the covariance is that of every second, third … vector: close enough for a picture's axes. */
const mostSamples = 4096;

/** `vectors` is size×dim, row by row. Deterministic, signs included. */
export function principalAxes(
  vectors: Float32Array,
  { size, dim }: { readonly size: number; readonly dim: number },
): PrincipalAxes {
  const mean = new Float64Array(dim);
  for (let index = 0; index < size * dim; index++) mean[index % dim]! += vectors[index]! / size;
  const step = Math.ceil(size / mostSamples);
  const samples = Math.ceil(size / step);
  const covariance = new Float64Array(dim * dim);
  const centred = new Float64Array(dim);
  for (let row = 0; row < size; row += step) {
    for (let i = 0; i < dim; i++) centred[i] = vectors[row * dim + i]! - mean[i]!;
    for (let i = 0; i < dim; i++) {
      const value = centred[i]! / samples;
      for (let j = i; j < dim; j++) covariance[i * dim + j]! += value * centred[j]!;
    }
  }
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j < i; j++) covariance[i * dim + j] = covariance[j * dim + i]!;
  }
  const { values, vectors: axes } = symmetricEigen(covariance, dim);
  return { mean, axes, variances: values };
}

/** Each vector's coordinates along the first `count` axes, relative to the mean: size×count, 0 beyond the last axis. */
export function coordinatesAlong(
  { mean, axes }: PrincipalAxes,
  vectors: Float32Array,
  { size, dim, count }: { readonly size: number; readonly dim: number; readonly count: number },
): Float32Array {
  const coordinates = new Float32Array(count * size);
  for (let row = 0; row < size; row++) {
    for (let axis = 0; axis < Math.min(count, dim); axis++) {
      let sum = 0;
      for (let i = 0; i < dim; i++) sum += (vectors[row * dim + i]! - mean[i]!) * axes[axis * dim + i]!;
      coordinates[count * row + axis] = sum;
    }
  }
  return coordinates;
}
