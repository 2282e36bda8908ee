// The quantizer of a dVAE (Ramesh et al. 2021): the encoder's output are logits, the token is their argmax. On WebGPU by our
// kernel, on the CPU by its reference.
import { bitsOf, logSumExp } from '../../core/sampling/softmax.ts';
import type { Gpu } from '../../gpu/device.ts';
import { argmaxTokensOnCpu } from '../../gpu/kernels/argmax-token/argmax-token.reference.ts';
import { ArgmaxToken } from '../../gpu/kernels/argmax-token/argmax-token.ts';
import { topCodesOnCpu } from '../../gpu/kernels/top-codes/top-codes.reference.ts';
import type { QuantizerBackend } from '../protocol.ts';
import { type Codebook, codeVector, type EncodedVectors, type NearestCodes, type Quantizer } from './quantizer.ts';

export class ArgmaxQuantizer implements Quantizer {
  readonly measure = 'bits';
  readonly #codebook: Codebook;
  readonly #kernel: ArgmaxToken | null;

  constructor(codebook: Codebook, kernel: ArgmaxToken | null = null) {
    this.#codebook = codebook;
    this.#kernel = kernel;
  }

  static async create(gpu: Gpu, codebook: Codebook): Promise<ArgmaxQuantizer> {
    return new ArgmaxQuantizer(codebook, await ArgmaxToken.create(gpu, codebook.size));
  }

  get backend(): QuantizerBackend {
    return this.#kernel ? 'webgpu' : 'cpu';
  }

  /** Logits of a cell. */
  get channels(): number {
    return this.#codebook.size;
  }

  /** @returns as `distances` the winning logits */
  async nearest(zE: EncodedVectors, count: number): Promise<NearestCodes> {
    const { tokens, logits } = await this.#argmax(zE, count);
    return { tokens, distances: logits };
  }

  async topCodes(query: Float32Array, count: number): Promise<{ codes: Int32Array; distances: Float32Array }> {
    const codes = largest(query, count);
    const sum = logSumExp(query);
    return { codes, distances: Float32Array.from(codes, (code) => (sum - query[code]!) / Math.LN2) };
  }

  misfit(query: Float32Array, code: number): number {
    return bitsOf(query, code);
  }

  async codesLike(code: number, count: number): Promise<{ codes: Int32Array; distances: Float32Array }> {
    return topCodesOnCpu(codeVector(this.#codebook, code), this.#codebook.vectors, this.#codebook, count);
  }

  async tune(): Promise<void> {}

  dispose(): void {
    this.#kernel?.dispose();
  }

  async #argmax(zE: EncodedVectors, count: number) {
    if (zE.location === 'cpu') {
      return this.#kernel?.run(zE.data, count) ?? argmaxTokensOnCpu(zE.data, count, this.#codebook.size);
    }
    if (!this.#kernel) throw new Error('The CPU quantizer reads logits from memory, not from a GPU buffer.');
    return this.#kernel.runOnBuffer(zE.buffer, count);
  }
}

/** Indices of the `count` largest numbers, largest first, the lower index first among equals. */
function largest(numbers: Float32Array, count: number): Int32Array {
  const top: number[] = [];
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i]!;
    if (top.length === count && !(number > numbers[top.at(-1)!]!)) continue;
    let place = top.length;
    while (place > 0 && number > numbers[top[place - 1]!]!) place--;
    top.splice(place, 0, i);
    top.length = Math.min(top.length, count);
  }
  return Int32Array.from(top);
}
