// Tokens at a fixed number of bits each, most significant bit first: what a link, a PNG and "bytes of the grid" count.

/** Widest token the packer takes: with up to 7 bits left over it must fit 31 bits. */
const widestToken = 24;

/** ceil(log2 K), at least 1: a codebook of one code still costs a bit, so that bytes bound the number of tokens. */
export function bitsPerToken(codebookSize: number): number {
  if (!Number.isInteger(codebookSize) || codebookSize < 1 || codebookSize > 2 ** widestToken) {
    throw new RangeError(`A codebook has 1 to ${2 ** widestToken} codes, not ${codebookSize}.`);
  }
  return Math.max(1, 32 - Math.clz32(codebookSize - 1));
}

/** Bytes that `count` tokens of `bits` bits take. */
export function packedLength(count: number, bits: number): number {
  return Math.ceil((count * bits) / 8);
}

/** Packs tokens, each in [0, 2^bits), else RangeError; the last byte is filled up with zeros. */
export function packTokens(tokens: ArrayLike<number>, bits: number): Uint8Array<ArrayBuffer> {
  requireBits(bits);
  const bytes = new Uint8Array(packedLength(tokens.length, bits));
  const limit = 2 ** bits;
  let pending = 0;
  let pendingBits = 0;
  let next = 0;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (!Number.isInteger(token) || token < 0 || token >= limit) {
      throw new RangeError(`Token ${index} is ${token}; ${bits} bits hold 0 to ${limit - 1}.`);
    }
    pending = (pending << bits) | token;
    pendingBits += bits;
    while (pendingBits >= 8) {
      pendingBits -= 8;
      bytes[next++] = pending >>> pendingBits;
    }
    pending &= (1 << pendingBits) - 1;
  }
  if (pendingBits > 0) bytes[next] = pending << (8 - pendingBits);
  return bytes;
}

/** The first `count` tokens of `bits` bits each; RangeError, before anything is allocated, where `bytes` are too few. */
export function unpackTokens(bytes: Uint8Array, count: number, bits: number): Int32Array<ArrayBuffer> {
  requireBits(bits);
  if (!Number.isInteger(count) || count < 0 || packedLength(count, bits) > bytes.length) {
    throw new RangeError(`${bytes.length} bytes do not hold ${count} tokens of ${bits} bits.`);
  }
  const tokens = new Int32Array(count);
  let pending = 0;
  let pendingBits = 0;
  let next = 0;
  for (let index = 0; index < count; index++) {
    while (pendingBits < bits) {
      pending = (pending << 8) | bytes[next++]!;
      pendingBits += 8;
    }
    pendingBits -= bits;
    tokens[index] = pending >>> pendingBits;
    pending &= (1 << pendingBits) - 1;
  }
  return tokens;
}

function requireBits(bits: number): void {
  if (!Number.isInteger(bits) || bits < 1 || bits > widestToken) {
    throw new RangeError(`Tokens have 1 to ${widestToken} bits, not ${bits}.`);
  }
}
