// A photo by one of the browser's own encoders in at most so many bytes: the highest quality that fits; where none does,
// the photo is coded smaller and scaled up again, as one would do by hand.
import type { RgbaImage } from '../../core/image.ts';
import { EngineError } from '../../engine/engine-error.ts';

export const codecs = ['webp', 'jpeg', 'avif'] as const;
export type Codec = (typeof codecs)[number];

export interface CodecResult {
  readonly bytes: number;
  readonly image: RgbaImage;
  /** 0 to 1, as the browser takes it. */
  readonly quality: number;
  /** Of each side; 1 unless no quality fitted. */
  readonly scale: number;
}

const halvings = 7;
/** Below its full size a photo is coded at this quality: less looks worse than fewer pixels. */
const qualityWhenScaled = 0.3;
const smallestScale = 0.05;

function canvasOf(width: number, height: number): [OffscreenCanvas, OffscreenCanvasRenderingContext2D] {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context)
    throw new EngineError('out-of-memory', 'The browser gave no canvas to draw on.', 'Close other tabs and try again.');
  context.imageSmoothingQuality = 'high';
  return [canvas, context];
}

/** The largest x in [low, high] for which `fits` says yes, to 2^−halvings of the range; null if not even `low` does. */
export async function largestThatFits<T>(
  low: number,
  high: number,
  attempt: (x: number) => Promise<T | null>,
): Promise<{ x: number; result: T } | null> {
  const atLow = await attempt(low);
  if (atLow === null) return null;
  let best = { x: low, result: atLow };
  let end = high;
  for (let i = 0; i < halvings; i++) {
    const x = (best.x + end) / 2;
    const result = await attempt(x);
    if (result === null) end = x;
    else best = { x, result };
  }
  return best;
}

/** @returns null where the browser has no such encoder, or the photo fits at no scale */
export async function codecAtBytes(photo: RgbaImage, codec: Codec, bytes: number): Promise<CodecResult | null> {
  const { width, height } = photo;
  const type = `image/${codec}`;
  const [whole, context] = canvasOf(width, height);
  context.putImageData(new ImageData(photo.data, width, height), 0, 0);
  // A browser without the encoder writes PNG instead.
  if ((await whole.convertToBlob({ type, quality: 0.5 })).type !== type) return null;

  const fitting = async (canvas: OffscreenCanvas, quality: number) => {
    const blob = await canvas.convertToBlob({ type, quality });
    return blob.size <= bytes ? blob : null;
  };
  const atFullSize = await largestThatFits(0, 1, (quality) => fitting(whole, quality));
  if (atFullSize) return { ...(await decoded(atFullSize.result)), quality: atFullSize.x, scale: 1 };

  const scaled = await largestThatFits(smallestScale, 1, (scale) => {
    const [small, smallContext] = canvasOf(
      Math.max(1, Math.round(width * scale)),
      Math.max(1, Math.round(height * scale)),
    );
    smallContext.drawImage(whole, 0, 0, small.width, small.height);
    return fitting(small, qualityWhenScaled);
  });
  return scaled && { ...(await decoded(scaled.result)), quality: qualityWhenScaled, scale: scaled.x };

  async function decoded(blob: Blob): Promise<{ bytes: number; image: RgbaImage }> {
    const bitmap = await createImageBitmap(blob);
    const [, target] = canvasOf(width, height);
    target.drawImage(bitmap, 0, 0, width, height);
    bitmap.close();
    const data = target.getImageData(0, 0, width, height).data as Uint8ClampedArray<ArrayBuffer>;
    return { bytes: blob.size, image: { width, height, data } };
  }
}
