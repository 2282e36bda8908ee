// What turns an encoder's output into codes, on one of two backends: our WGSL kernels, or their TypeScript references.
import type { CodebookShape } from '../../gpu/codebook.ts';
import type { FitMeasure, QuantizerBackend } from '../protocol.ts';

/** What the encoder leaves, z_e [1,D,h,w] or logits [1,K,h,w]: in memory, or in a buffer on the device that the kernels share. */
export type EncodedVectors =
  | { readonly location: 'cpu'; readonly data: Float32Array }
  | { readonly location: 'gpu-buffer'; readonly buffer: GPUBuffer };

export interface NearestCodes {
  readonly tokens: Int32Array;
  /** Squared Euclidean distances; of logits, the largest ones. */
  readonly distances: Float32Array;
}

export interface Quantizer {
  readonly backend: QuantizerBackend;
  /** What `topCodes` and `misfit` measure. */
  readonly measure: FitMeasure;
  /** Numbers that the encoder leaves for a cell: D of z_e, or K logits. */
  readonly channels: number;
  /**
   * The codes of `count` cells in channel-major layout, lowest index on ties: argmin_k ‖z_e − e_k‖², or argmax_k of the
   * logits.
   */
  nearest(zE: EncodedVectors, count: number): Promise<NearestCodes>;
  /** The `count` codes that fit one cell's numbers best, best first, with their misfits. */
  topCodes(query: Float32Array, count: number): Promise<{ codes: Int32Array; distances: Float32Array }>;
  /** How badly a code fits one cell's numbers; the smaller, the better. */
  misfit(query: Float32Array, code: number): number;
  /** The `count` codes whose vectors are nearest to a code's, with their squared distances; itself first. */
  codesLike(code: number, count: number): Promise<{ codes: Int32Array; distances: Float32Array }>;
  /** Finds out once what runs about `count` vectors fastest; for when nobody waits. */
  tune(count: number): Promise<void>;
  dispose(): void;
}

export interface Codebook extends CodebookShape {
  /** K×D, row by row. */
  readonly vectors: Float32Array;
}

/** ‖a − b‖². */
export function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    sum += difference * difference;
  }
  return sum;
}

export function codeVector({ vectors, dim }: Codebook, code: number): Float32Array {
  return vectors.subarray(code * dim, (code + 1) * dim);
}
