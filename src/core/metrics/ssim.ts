// Structural similarity: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment: from error visibility to structural
// similarity", IEEE TIP 13 (4), 2004. One scale, luma only, without the authors' later down-sampling step.
import type { RgbaImage } from '../image.ts';
import { requireSameSize } from '../rect.ts';

const windowSide = 11;
const sigma = 1.5;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

/**
 * Mean SSIM of two pictures of one size, 1 for equal ones: luma (BT.601) in 0..255, Gaussian window of 11×11 with σ 1.5,
 * over the places where the window lies wholly within the picture. Pictures under 11 px get the largest odd window that
 * fits.
 */
export function ssim(a: RgbaImage, b: RgbaImage): number {
  requireSameSize(a, b);
  const { width, height } = a;
  const fitting = Math.min(windowSide, width, height);
  const kernel = gaussian(fitting % 2 === 1 ? fitting : fitting - 1);
  const lumaA = luma(a);
  const lumaB = luma(b);
  const squares = new Float64Array(lumaA.length);
  const products = new Float64Array(lumaA.length);
  for (let index = 0; index < lumaA.length; index++) {
    const valueA = lumaA[index]!;
    const valueB = lumaB[index]!;
    // Both squares in one plane: the formula only needs the sum of the variances.
    squares[index] = valueA * valueA + valueB * valueB;
    products[index] = valueA * valueB;
  }
  const meanA = filtered(lumaA, width, height, kernel);
  const meanB = filtered(lumaB, width, height, kernel);
  const meanSquares = filtered(squares, width, height, kernel);
  const meanProducts = filtered(products, width, height, kernel);
  let sum = 0;
  for (let index = 0; index < meanA.length; index++) {
    const muA = meanA[index]!;
    const muB = meanB[index]!;
    const muSquares = muA * muA + muB * muB;
    const variances = meanSquares[index]! - muSquares;
    const covariance = meanProducts[index]! - muA * muB;
    sum += ((2 * muA * muB + c1) * (2 * covariance + c2)) / ((muSquares + c1) * (variances + c2));
  }
  return sum / meanA.length;
}

/** `side` weights of a Gaussian that sum to 1. */
function gaussian(side: number): Float64Array {
  const middle = (side - 1) / 2;
  const weights = Float64Array.from({ length: side }, (_, index) =>
    Math.exp(-((index - middle) ** 2) / (2 * sigma ** 2)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function luma(image: RgbaImage): Float64Array {
  const values = new Float64Array(image.width * image.height);
  for (let index = 0; index < values.length; index++) {
    const offset = 4 * index;
    values[index] = 0.299 * image.data[offset]! + 0.587 * image.data[offset + 1]! + 0.114 * image.data[offset + 2]!;
  }
  return values;
}

/** Separable convolution without padding: (width - side + 1)·(height - side + 1) values. */
function filtered(plane: Float64Array, width: number, height: number, kernel: Float64Array): Float64Array {
  const side = kernel.length;
  const outWidth = width - side + 1;
  const outHeight = height - side + 1;
  const rows = new Float64Array(outWidth * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < outWidth; x++) {
      let sum = 0;
      for (let tap = 0; tap < side; tap++) sum += kernel[tap]! * plane[y * width + x + tap]!;
      rows[y * outWidth + x] = sum;
    }
  }
  // Row by row with the taps outside, so that memory is walked in order.
  const out = new Float64Array(outWidth * outHeight);
  for (let y = 0; y < outHeight; y++) {
    const start = y * outWidth;
    for (let tap = 0; tap < side; tap++) {
      const weight = kernel[tap]!;
      const from = (y + tap) * outWidth;
      for (let x = 0; x < outWidth; x++) out[start + x]! += weight * rows[from + x]!;
    }
  }
  return out;
}
