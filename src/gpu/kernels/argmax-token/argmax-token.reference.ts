// Argmax token on the CPU: the kernel's reference, and the app's way without a GPU.

export interface ArgmaxTokens {
  /** Of each cell the code of its largest logit, the lowest code of equal ones. */
  readonly tokens: Int32Array;
  /** Those logits. */
  readonly logits: Float32Array;
}

/**
 * @param logits K·N numbers, code by code: [1,K,h,w] as a dVAE's encoder leaves them (Ramesh et al. 2021). NaN is less than
 *   any number; a cell of nothing else gets code 0.
 * @param cells N
 * @throws {RangeError} where `logits` does not hold K·N numbers
 */
export function argmaxTokensOnCpu(logits: Float32Array, cells: number, codes: number): ArgmaxTokens {
  checkLogits(logits.length, cells, codes);
  const tokens = new Int32Array(cells);
  const best = logits.slice(0, cells);
  // Code by code, as they lie in memory.
  for (let code = 1; code < codes; code++) {
    const row = code * cells;
    for (let cell = 0; cell < cells; cell++) {
      const logit = logits[row + cell]!;
      const before = best[cell]!;
      if (!(logit <= before) && !Number.isNaN(logit)) {
        best[cell] = logit;
        tokens[cell] = code;
      }
    }
  }
  return { tokens, logits: best };
}

/** @throws {RangeError} */
export function checkLogits(numbers: number, cells: number, codes: number): void {
  if (numbers === cells * codes && codes > 0) return;
  throw new RangeError(`${cells} cells of ${codes} logits are ${cells * codes} numbers, not ${numbers}.`);
}
