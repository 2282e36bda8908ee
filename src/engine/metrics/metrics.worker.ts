// Picture metrics in a worker of their own: they must delay neither the page nor a decode.
import { expose, transfer } from 'comlink';
import type { RgbaImage } from '../../core/image.ts';
import { errorMap } from '../../core/metrics/error-map.ts';
import { psnr } from '../../core/metrics/psnr.ts';
import { ssim } from '../../core/metrics/ssim.ts';

export interface Comparison {
  /** dB; Infinity where the pictures are equal. */
  readonly psnr: number;
  readonly ssim: number;
  readonly errorMap: RgbaImage;
}

export interface RemoteMetrics {
  /** Both of one size. */
  compare(original: RgbaImage, reconstruction: RgbaImage): Comparison;
}

const metrics: RemoteMetrics = {
  compare(original, reconstruction) {
    const map = errorMap(original, reconstruction);
    const comparison = { psnr: psnr(original, reconstruction), ssim: ssim(original, reconstruction), errorMap: map };
    return transfer(comparison, [map.data.buffer]);
  },
};

expose(metrics);
