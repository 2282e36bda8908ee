// A file becomes the pixels that the encoder sees: decoded by the browser, cropped, fitted, laid on a background.
import { fitPhoto } from '../../core/fit.ts';
import type { RgbaImage } from '../../core/image.ts';
import type { Rect, Size } from '../../core/rect.ts';
import { Resampler, type Rgb } from '../../core/resample.ts';
import { PhotoError } from './photo-error.ts';
import { pictureRows } from './picture-rows.ts';

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
}

/**
 * @param picture a file, or what the page has drawn of it (for drawings, which no worker can); that is closed here
 * @throws PhotoError for what is no picture, too small, too thin or too large to decode
 */
export async function readPhoto(
  picture: Blob | ImageBitmap,
  { crop, shortSide, background, downsample }: PhotoRequest,
): Promise<FittedPhoto> {
  const bitmap = picture instanceof Blob ? await decode(picture) : picture;
  try {
    const source: Size = { width: bitmap.width, height: bitmap.height };
    const taken: Rect = crop ?? { x: 0, y: 0, ...source };
    const fitted = fitPhoto(taken, { shortSide, multiple: downsample });
    if ('problem' in fitted) throw new PhotoError(fitted.message);
    const resampler = new Resampler(taken, fitted, background);
    for (const rows of pictureRows(bitmap, taken)) resampler.push(rows);
    return { image: resampler.finish(), source };
  } finally {
    bitmap.close();
  }
}

async function decode(file: Blob): Promise<ImageBitmap> {
  if (file.size === 0) throw new PhotoError('This file is empty. Choose another picture.');
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (cause) {
    throw unreadable(cause);
  }
}

export function unreadable(cause: unknown): PhotoError {
  return new PhotoError(
    'This file could not be read as a picture. It may be damaged, too large for this device, or of a kind that this browser does not know. JPEG, PNG, WebP, AVIF, GIF and SVG work.',
    { cause },
  );
}
