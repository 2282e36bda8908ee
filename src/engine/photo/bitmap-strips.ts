// The pixels of a picture that the browser has decoded, strip by strip: a huge one is never there twice.
// Read through a canvas or, where that answers with noise against fingerprinting, through a video frame.
import { keptUnlessItFails } from '../../core/kept.ts';
import { encodePng } from '../../core/png/encode-png.ts';
import type { Rect } from '../../core/rect.ts';
import { PhotoError } from './photo-error.ts';

/** Pixels that are read at once: 16 MB. */
export const stripPixels = 1 << 22;
/** No canvas is wider: some browsers' end at 32,767. */
const widestStrip = 16_384;

type Pixels = Uint8ClampedArray<ArrayBuffer>;
type ReadStrips = (picture: ImageBitmap, taken: Rect) => AsyncIterable<Pixels>;

interface Reading {
  readonly strips: ReadStrips;
  /** Whether every way of this browser answers with other pixels than the picture's. */
  readonly disturbed: boolean;
}

/** How this browser's pixels are read as they are. */
export const reading = keptUnlessItFails(async (): Promise<Reading> => {
  if (await readsTruly(canvasStrips)) return { strips: canvasStrips, disturbed: false };
  if (await readsTruly(frameStrips)) return { strips: frameStrips, disturbed: false };
  return { strips: canvasStrips, disturbed: true };
});

/** Whether a picture comes back as it was written. Large and colourful enough that noise would show in it. */
async function readsTruly(strips: ReadStrips): Promise<boolean> {
  const side = 64;
  const data = new Uint8ClampedArray(4 * side * side).map((_, i) => (i % 4 === 3 ? 255 : (i * i * 31 + i * 17) & 255));
  const png = await encodePng({ width: side, height: side, data });
  const bitmap = await createImageBitmap(new Blob([png], { type: 'image/png' }));
  try {
    for await (const read of strips(bitmap, { x: 0, y: 0, width: side, height: side })) {
      return data.every((value, i) => read[i] === value);
    }
    return false;
  } catch {
    return false;
  } finally {
    bitmap.close();
  }
}

/** @throws PhotoError where the browser gives no canvas */
async function* canvasStrips(picture: ImageBitmap, taken: Rect): AsyncGenerator<Pixels> {
  const height = stripHeight(taken);
  const width = Math.min(taken.width, widestStrip);
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new PhotoError('The browser gave no canvas to draw on. Close other tabs and try again.');
  // Pixels as they are, transparent ones too.
  context.globalCompositeOperation = 'copy';
  context.imageSmoothingEnabled = false;
  const read = (x: number, y: number, w: number, h: number) => {
    context.drawImage(picture, taken.x + x, taken.y + y, w, h, 0, 0, w, h);
    return context.getImageData(0, 0, w, h).data as Pixels;
  };
  for (let y = 0; y < taken.height; y += height) {
    const h = Math.min(height, taken.height - y);
    yield width === taken.width ? read(0, y, width, h) : besideEachOther(taken.width, h, (x, w) => read(x, y, w, h));
  }
}

/** One strip put together from several that are no wider than a canvas may be. */
function besideEachOther(width: number, height: number, read: (x: number, width: number) => Pixels): Pixels {
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

/** @throws where the browser has no video frames, or none in red, green and blue */
async function* frameStrips(picture: ImageBitmap, taken: Rect): AsyncGenerator<Pixels> {
  const frame = new VideoFrame(picture, { timestamp: 0 });
  try {
    if (!/^(RGB|BGR)[AX]$/.test(frame.format ?? '')) throw new Error(`The frame's format is ${frame.format}.`);
    const swapped = frame.format?.startsWith('BGR');
    const height = stripHeight(taken);
    for (let y = 0; y < taken.height; y += height) {
      const rect = { x: taken.x, y: taken.y + y, width: taken.width, height: Math.min(height, taken.height - y) };
      const strip = new Uint8ClampedArray(4 * rect.width * rect.height);
      await frame.copyTo(strip, { rect, layout: [{ offset: 0, stride: 4 * rect.width }] });
      if (swapped) swapRedAndBlue(strip);
      if (frame.format?.endsWith('X')) for (let i = 3; i < strip.length; i += 4) strip[i] = 255;
      yield strip;
    }
  } finally {
    frame.close();
  }
}

function swapRedAndBlue(pixels: Pixels): void {
  for (let i = 0; i < pixels.length; i += 4) {
    const blue = pixels[i]!;
    pixels[i] = pixels[i + 2]!;
    pixels[i + 2] = blue;
  }
}

function stripHeight({ width, height }: Rect): number {
  return Math.min(height, Math.max(1, Math.floor(stripPixels / width)));
}
