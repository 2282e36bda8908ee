// One quantizer, two backends: our WGSL kernels and their TypeScript references.
import type { CodebookShape } from '../../gpu/codebook.ts';
import type { QuantizerBackend } from '../protocol.ts';

/** z_e as the encoder leaves it, [1,D,h,w]: in memory, or in a buffer on the device that the kernels share. */
export type EncodedVectors =
  | { readonly location: 'cpu'; readonly data: Float32Array }
  | { readonly location: 'gpu-buffer'; readonly buffer: GPUBuffer };

export interface NearestCodes {
  readonly tokens: Int32Array;
  /** Squared Euclidean distances. */
  readonly distances: Float32Array;
}

export interface Quantizer {
  readonly backend: QuantizerBackend;
  /** argmin_k ‖z_e − e_k‖² of `count` vectors in channel-major layout, lowest index on ties. */
  nearest(zE: EncodedVectors, count: number): Promise<NearestCodes>;
  /** The `count` codes nearest to one vector, nearest first. */
  topCodes(query: Float32Array, count: number): Promise<{ codes: Int32Array; distances: Float32Array }>;
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
