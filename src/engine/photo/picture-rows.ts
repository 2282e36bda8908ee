// The pixels of a decoded picture, strip by strip: a huge one is never there twice.
import type { Rect } from '../../core/rect.ts';
import { PhotoError } from './photo-error.ts';

/** Pixels that are read at once: 16 MB. */
const stripPixels = 1 << 22;
/** No canvas is wider: some browsers' end at 32,767. */
const widestStrip = 16_384;

/**
 * The rows of `taken` from the top down, some at a time.
 *
 * @throws PhotoError where the browser gives no canvas
 */
export function* pictureRows(picture: ImageBitmap, taken: Rect): Generator<Uint8ClampedArray> {
  const height = Math.min(taken.height, Math.max(1, Math.floor(stripPixels / taken.width)));
  const width = Math.min(taken.width, widestStrip);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new PhotoError('The browser gave no canvas to draw on. Close other tabs and try again.');
  // Pixels as they are, transparent ones too.
  context.globalCompositeOperation = 'copy';
  context.imageSmoothingEnabled = false;
  const read = (x: number, y: number, w: number, h: number) => {
    context.drawImage(picture, taken.x + x, taken.y + y, w, h, 0, 0, w, h);
    return context.getImageData(0, 0, w, h).data;
  };
  for (let y = 0; y < taken.height; y += height) {
    const h = Math.min(height, taken.height - y);
    yield width === taken.width ? read(0, y, width, h) : besideEachOther(taken.width, h, (x, w) => read(x, y, w, h));
  }
}

/** One strip put together from several that are no wider than a canvas may be. */
function besideEachOther(
  width: number,
  height: number,
  read: (x: number, width: number) => Uint8ClampedArray,
): Uint8ClampedArray {
  const strip = new Uint8ClampedArray(4 * width * height);
  for (let x = 0; x < width; x += widestStrip) {
    const w = Math.min(widestStrip, width - x);
    const part = read(x, w);
    for (let row = 0; row < height; row++) {
      strip.set(part.subarray(4 * row * w, 4 * (row + 1) * w), 4 * (row * width + x));
    }
  }
  return strip;
}
