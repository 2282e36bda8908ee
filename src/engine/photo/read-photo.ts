// A file becomes the pixels that the encoder sees: decoded, cropped, fitted, laid on a background. A PNG is decoded here,
// any other kind by the browser.
import { fileKind, tellingBytes, unreadableWords } from '../../core/file-kind.ts';
import { fitPhoto } from '../../core/fit.ts';
import type { RgbaImage } from '../../core/image.ts';
import { PngError, PngPicture } from '../../core/png/decode-png.ts';
import type { Rect, Size } from '../../core/rect.ts';
import { Resampler, type Rgb } from '../../core/resample.ts';
import { reading, stripPixels } from './bitmap-strips.ts';
import { PhotoError } from './photo-error.ts';

export interface PhotoRequest {
  /** In source pixels; null for the whole picture. */
  readonly crop: Rect | null;
  readonly shortSide: 128 | 256 | 384 | 512;
  /** What shows through transparent pixels. */
  readonly background: Rgb;
  /** The pack's f. */
  readonly downsample: number;
}

export interface FittedPhoto {
  readonly image: RgbaImage;
  /** Of the file's picture, upright. */
  readonly source: Size;
  /** Whether the browser lets nobody read the pixels as they are. */
  readonly disturbed: boolean;
}

/**
 * @param picture a file, or what the page has drawn of it (for drawings, which no worker can); that is closed here
 * @throws PhotoError for what is no picture, too small, too thin or too large to decode
 */
export async function fittedPhoto(picture: Blob | ImageBitmap, request: PhotoRequest): Promise<FittedPhoto> {
  const ours = picture instanceof Blob && (await fittedPng(picture, request));
  if (ours) return ours;
  const bitmap = picture instanceof Blob ? await decode(picture) : picture;
  try {
    const { strips, disturbed } = await reading();
    return { ...(await cropAndFit(bitmap, request, (taken) => strips(bitmap, taken))), disturbed };
  } finally {
    bitmap.close();
  }
}

async function cropAndFit(
  { width, height }: Size,
  { crop, shortSide, background, downsample }: PhotoRequest,
  strips: (taken: Rect) => AsyncIterable<Uint8ClampedArray>,
): Promise<{ image: RgbaImage; source: Size }> {
  const taken: Rect = crop ?? { x: 0, y: 0, width, height };
  const fitted = fitPhoto(taken, { shortSide, multiple: downsample });
  if ('problem' in fitted) throw new PhotoError(fitted.message);
  const resampler = new Resampler(taken, fitted, background);
  for await (const strip of strips(taken)) resampler.push(strip);
  return { image: resampler.finish(), source: { width, height } };
}

/** Null for what is no PNG, or one for the browser: interlaced, in other colours than sRGB, damaged. */
async function fittedPng(file: Blob, request: PhotoRequest): Promise<FittedPhoto | null> {
  if ((await kindOf(file)) !== 'png') return null;
  try {
    const png = new PngPicture(new Uint8Array(await file.arrayBuffer()));
    return { ...(await cropAndFit(png, request, (taken) => croppedStrips(png, taken))), disturbed: false };
  } catch (error) {
    if (error instanceof PngError) return null;
    throw error;
  }
}

async function* croppedStrips(png: PngPicture, { x, y, width, height }: Rect): AsyncGenerator<Uint8ClampedArray> {
  const rows = Math.max(1, Math.floor(stripPixels / png.width));
  let top = 0;
  for await (const strip of png.strips(rows)) {
    const bytes = 4 * png.width;
    const bottom = top + strip.length / bytes;
    const [from, to] = [Math.max(top, y), Math.min(bottom, y + height)];
    if (width === png.width && to > from) yield strip.subarray((from - top) * bytes, (to - top) * bytes);
    else
      for (let row = from; row < to; row++)
        yield strip.slice((row - top) * bytes + 4 * x, (row - top) * bytes + 4 * (x + width));
    top = bottom;
    if (top >= y + height) return;
  }
}

async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (cause) {
    throw new PhotoError(unreadableWords(await kindOf(file)), { cause });
  }
}

async function kindOf(file: Blob) {
  return fileKind(new Uint8Array(await file.slice(0, tellingBytes).arrayBuffer()));
}
