// Each latent number rounded to a few bits on its own: what a scalar quantizer leaves, to set beside a codebook's.

/**
 * Rounds each channel to 2^bits equal steps between its least and greatest value; every number becomes its step's middle.
 *
 * @param values [D, N]: channel by channel
 * @param bits 1 to 16
 */
export function roundLatents(values: Float32Array, dim: number, bits: number): Float32Array<ArrayBuffer> {
  if (!Number.isInteger(bits) || bits < 1 || bits > 16) throw new RangeError(`Numbers of 1 to 16 bits, not ${bits}.`);
  const count = values.length / dim;
  const steps = 2 ** bits;
  const rounded = new Float32Array(values.length);
  for (let channel = 0; channel < dim; channel++) {
    const own = values.subarray(channel * count, (channel + 1) * count);
    const least = own.reduce((low, value) => Math.min(low, value), Infinity);
    const range = own.reduce((high, value) => Math.max(high, value), -Infinity) - least;
    own.forEach((value, i) => {
      const step = range === 0 ? 0 : Math.min(steps - 1, Math.floor(((value - least) / range) * steps));
      rounded[channel * count + i] = range === 0 ? value : least + ((step + 0.5) / steps) * range;
    });
  }
  return rounded;
}

/** What N numbers take at so many bits each, with the least and greatest of each channel as float32. */
export function roundedBytes(numbers: number, dim: number, bits: number): number {
  return Math.ceil((numbers * bits) / 8) + 8 * dim;
}
