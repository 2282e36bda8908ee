// What a transformer remembers of the tokens that it has read: one window's keys and values, allocated once.
import type { Tensor } from 'onnxruntime-web';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';

export interface CacheShape {
  readonly layers: number;
  readonly heads: number;
  /** Positions that the cache has room for. */
  readonly context: number;
  readonly headDim: number;
}

export class KeyValueCache {
  /** [layers, heads, context, headDim], as the step reads them. */
  readonly key: Tensor;
  readonly value: Tensor;
  readonly #shape: CacheShape;
  readonly #keys: Float32Array;
  readonly #values: Float32Array;
  /** The tokens whose rows are there, by position. */
  readonly #read: Int32Array;
  #length = 0;

  constructor(runtime: OnnxRuntime, shape: CacheShape) {
    const { layers, heads, context, headDim } = shape;
    const dims = [layers, heads, context, headDim];
    const size = layers * heads * context * headDim;
    this.#shape = shape;
    this.#keys = new Float32Array(size);
    this.#values = new Float32Array(size);
    this.#read = new Int32Array(context);
    this.key = runtime.float32(this.#keys, dims);
    this.value = runtime.float32(this.#values, dims);
  }

  /** How many of the first `count` inputs are those that it has read. */
  agreement(inputs: Int32Array, count: number): number {
    const most = Math.min(this.#length, count);
    let position = 0;
    while (position < most && this.#read[position] === inputs[position]) position++;
    return position;
  }

  /**
   * Remembers one more token and forgets all after it: rows beyond the position are never read, so they may stay.
   *
   * @param key of the position, [layers, heads, 1, headDim]
   */
  write(position: number, token: number, key: Float32Array, value: Float32Array): void {
    const { layers, heads, context, headDim } = this.#shape;
    for (let head = 0, from = 0; head < layers * heads; head++) {
      let to = (head * context + position) * headDim;
      for (let i = 0; i < headDim; i++, from++, to++) {
        this.#keys[to] = key[from]!;
        this.#values[to] = value[from]!;
      }
    }
    this.#read[position] = token;
    this.#length = position + 1;
  }

  forget(): void {
    this.#length = 0;
  }
}
