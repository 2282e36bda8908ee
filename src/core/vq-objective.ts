// The three terms that a VQ-VAE is trained with, measured on one photo. A. van den Oord, O. Vinyals, K. Kavukcuoglu,
// "Neural Discrete Representation Learning", 2017, arXiv 1711.00937, equation 3 – with the sign of its first term put right.
import type { RgbaImage } from './image.ts';
import { requireSameSize } from './rect.ts';

export interface VqObjective {
  /**
   * −log p(x|z_q) without its constant: the squared error of a pixel's channel over the photo's variance, as in the
   * authors' code. It is that of a Gaussian whose variance is half the photo's.
   */
  readonly reconstruction: number;
  /** ‖sg[z_e] − e‖², the mean over cells. */
  readonly codebook: number;
  /** β‖z_e − sg[e]‖²: the same number times β, for stopping a gradient changes no value. */
  readonly commitment: number;
  /** Their sum: what training makes small. */
  readonly total: number;
  /** log p(x|z_q) + …, as the paper prints it. */
  readonly asPrinted: number;
}

/**
 * @param photo and `decoded`: of one size; alpha is left out
 * @param distances ‖z_e − e‖² of each cell
 */
export function vqObjective(
  photo: RgbaImage,
  decoded: RgbaImage,
  distances: ArrayLike<number>,
  beta: number,
): VqObjective {
  requireSameSize(photo, decoded);
  const { error, variance } = errorAndVariance(photo, decoded);
  const reconstruction = variance === 0 ? 0 : error / variance;
  let codebook = 0;
  for (let cell = 0; cell < distances.length; cell++) codebook += distances[cell]! / distances.length;
  const commitment = beta * codebook;
  const rest = codebook + commitment;
  return { reconstruction, codebook, commitment, total: reconstruction + rest, asPrinted: -reconstruction + rest };
}

/** Mean squared error, and the variance of the photo's red, green and blue values about their common mean. */
function errorAndVariance(photo: RgbaImage, decoded: RgbaImage): { error: number; variance: number } {
  let squaredError = 0;
  let sum = 0;
  let squares = 0;
  for (let offset = 0; offset < photo.data.length; offset += 4) {
    for (let channel = 0; channel < 3; channel++) {
      const value = photo.data[offset + channel]!;
      squaredError += (value - decoded.data[offset + channel]!) ** 2;
      sum += value;
      squares += value * value;
    }
  }
  const count = 3 * photo.width * photo.height;
  return { error: squaredError / count, variance: squares / count - (sum / count) ** 2 };
}
