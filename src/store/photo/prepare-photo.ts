// A file becomes the photo of a document: read and fitted by the photo worker, drawings drawn by the page before.
import type { RgbaImage } from '../../core/image.ts';
import type { Rect } from '../../core/rect.ts';
import type { Rgb } from '../../core/resample.ts';
import { readPhoto } from '../../engine/photo/photo-client.ts';
import { unreadable } from '../../engine/photo/read-photo.ts';
import type { PhotoInfo, PhotoSize } from '../state.ts';

export interface PhotoOptions {
  /** In source pixels; null for the whole picture. */
  readonly crop: Rect | null;
  readonly shortSide: PhotoSize;
  /** What shows through transparent pixels: #rgb or #rrggbb. */
  readonly background: string;
  /** The pack's f. */
  readonly downsample: number;
}

export interface PreparedPhoto {
  readonly image: RgbaImage;
  readonly info: PhotoInfo;
}

/** Drawn size of an SVG that names none. */
const vectorSize = 512;

/** @throws PhotoError for what is no picture, too small, too thin or too large to decode */
export async function preparePhoto(file: Blob, options: PhotoOptions): Promise<PreparedPhoto> {
  const { crop, shortSide, downsample } = options;
  // Browsers draw no SVG in workers.
  const picture = file.type === 'image/svg+xml' ? await drawVector(file) : file;
  const { image, source } = await readPhoto(picture, {
    crop,
    shortSide,
    background: rgbOf(options.background),
    downsample,
  });
  const { width, height } = image;
  return { image, info: { width, height, source, bytes: file.size, mediaType: file.type, crop, shortSide } };
}

function rgbOf(colour: string): Rgb {
  const digits = colour.slice(1);
  const value = Number.parseInt(digits.length < 6 ? digits.replace(/./g, '$&$&') : digits.slice(0, 6), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** An <img> draws an SVG without scripts or outside files. */
async function drawVector(file: Blob): Promise<ImageBitmap> {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const width = image.naturalWidth || vectorSize;
    const height = image.naturalHeight || vectorSize;
    // Vectors have no resolution of their own: small ones are drawn large enough for the biggest fit.
    const enlargement = Math.max(1, vectorSize / Math.min(width, height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(width * enlargement);
    canvas.height = Math.round(height * enlargement);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await createImageBitmap(canvas);
  } catch (cause) {
    throw unreadable(cause);
  } finally {
    URL.revokeObjectURL(url);
  }
}
