// A file becomes the photo of a document: read and fitted by the photo worker, drawings drawn by the page before.
import { fileKind, tellingBytes, unreadableWords } from '../../core/file-kind.ts';
import type { RgbaImage } from '../../core/image.ts';
import type { Rect } from '../../core/rect.ts';
import type { Rgb } from '../../core/resample.ts';
import { fitPicture } from '../../engine/photo/photo-client.ts';
import { PhotoError } from '../../engine/photo/photo-error.ts';
import type { PhotoInfo, PhotoSize } from '../state.ts';
import { drawVector } from './draw-vector.ts';

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
  /** Whether the browser lets nobody read the pixels as they are. */
  readonly disturbed: boolean;
}

/** @throws PhotoError for what is no picture, too small, too thin or too large to decode, or cannot be read any more */
export async function preparePhoto(file: Blob, options: PhotoOptions): Promise<PreparedPhoto> {
  const { crop, shortSide, downsample } = options;
  if (file.size === 0) throw new PhotoError('This file is empty. Choose another picture.');
  const kind = fileKind(new Uint8Array(await readable(file.slice(0, tellingBytes).arrayBuffer())));
  // Browsers draw no SVG in workers.
  const picture = kind === 'svg' ? await drawVector(file) : file;
  if (!picture) throw new PhotoError(unreadableWords(kind));
  const { image, source, disturbed } = await fitPicture(picture, {
    crop,
    shortSide,
    background: rgbOf(options.background),
    downsample,
  });
  const { width, height } = image;
  return { image, disturbed, info: { width, height, source, bytes: file.size, mediaType: file.type, crop, shortSide } };
}

/**
 * What is read from a file that the person has brought.
 *
 * @throws PhotoError where the system gives it no more
 */
export async function readable<T>(read: Promise<T>): Promise<T> {
  return read.catch((cause: unknown) => {
    throw new PhotoError(
      'It can’t be read: it is a folder, or was moved, changed or deleted since. Choose the picture itself, once more.',
      { cause },
    );
  });
}

function rgbOf(colour: string): Rgb {
  const digits = colour.slice(1);
  const value = Number.parseInt(digits.length < 6 ? digits.replace(/./g, '$&$&') : digits.slice(0, 6), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}
