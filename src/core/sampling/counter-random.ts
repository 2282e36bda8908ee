// Random numbers without a state: each is a hash of where it is used, so that neither the order of calls nor the backend
// changes what is drawn. Integer arithmetic modulo 2³² only, which WGSL computes alike.

/**
 * Four random words from four: PCG4D of M. Jarzynski and M. Olano, "Hash functions for GPU rendering", JCGT 9 (3), 2020.
 *
 * @param words 32-bit integers, replaced in place
 */
export function pcg4d(words: Uint32Array): void {
  let x = (Math.imul(words[0]!, 1_664_525) + 1_013_904_223) | 0;
  let y = (Math.imul(words[1]!, 1_664_525) + 1_013_904_223) | 0;
  let z = (Math.imul(words[2]!, 1_664_525) + 1_013_904_223) | 0;
  let w = (Math.imul(words[3]!, 1_664_525) + 1_013_904_223) | 0;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  x ^= x >>> 16;
  y ^= y >>> 16;
  z ^= z >>> 16;
  w ^= w >>> 16;
  x = (x + Math.imul(y, w)) | 0;
  y = (y + Math.imul(z, x)) | 0;
  z = (z + Math.imul(x, y)) | 0;
  w = (w + Math.imul(y, z)) | 0;
  words[0] = x;
  words[1] = y;
  words[2] = z;
  words[3] = w;
}

/** A word as a number strictly between 0 and 1: the middle of one of 2²³ equal steps, exact in float32. */
export function toUnit(word: number): number {
  return ((word >>> 9) + 0.5) / 2 ** 23;
}

/** The numbers that belong to one place of one seed: number `index` is always the same, whatever else was asked for. */
export class PlacedRandom {
  readonly #words = new Uint32Array(4);
  #seed = 0;
  #place = 0;
  #block = -1;

  /**
   * @param seed 32-bit integer
   * @param place 32-bit integer, a cell's index for instance
   */
  moveTo(seed: number, place: number): void {
    this.#seed = seed;
    this.#place = place;
    this.#block = -1;
  }

  /** Uniform in (0, 1). Four neighbouring indices share one hash, so rising indices are the cheap order. */
  at(index: number): number {
    const block = index >>> 2;
    if (block !== this.#block) {
      this.#block = block;
      this.#words[0] = this.#seed;
      this.#words[1] = this.#place;
      this.#words[2] = block;
      this.#words[3] = 0;
      pcg4d(this.#words);
    }
    return toUnit(this.#words[index & 3]!);
  }
}
