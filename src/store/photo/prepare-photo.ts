// A file becomes the pixels that the encoder sees: decoded by the browser, cropped, laid on a background, fitted.
import { fitPhoto } from '../../core/fit.ts';
import type { RgbaImage } from '../../core/image.ts';
import type { Rect, Size } from '../../core/rect.ts';
import type { PhotoInfo, PhotoSize } from '../state.ts';
import { PhotoError } from './photo-error.ts';

export interface PhotoOptions {
  /** In source pixels; null for the whole picture. */
  readonly crop: Rect | null;
  readonly shortSide: PhotoSize;
  /** What shows through transparent pixels: a CSS colour. */
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
  const picture = await decode(file);
  try {
    const source: Size = { width: picture.width, height: picture.height };
    const crop = options.crop;
    const taken: Rect = crop ?? { x: 0, y: 0, ...source };
    const fitted = fitPhoto(taken, { shortSide: options.shortSide, multiple: options.downsample });
    if ('problem' in fitted) throw new PhotoError(fitted.message);
    const image = await draw(picture, taken, fitted, options.background);
    return {
      image,
      info: {
        width: fitted.width,
        height: fitted.height,
        source,
        bytes: file.size,
        mediaType: file.type,
        crop,
        shortSide: options.shortSide,
      },
    };
  } finally {
    if (picture instanceof ImageBitmap) picture.close();
  }
}

async function decode(file: Blob): Promise<ImageBitmap | HTMLCanvasElement> {
  if (file.size === 0) throw new PhotoError('This file is empty. Choose another picture.');
  try {
    // createImageBitmap draws no SVG; an <img> does, without scripts or outside files.
    return await (file.type === 'image/svg+xml'
      ? drawVector(file)
      : createImageBitmap(file, { imageOrientation: 'from-image' }));
  } catch (cause) {
    throw new PhotoError(
      'This file could not be read as a picture. It may be damaged, too large for this device, or of a kind that this browser does not know. JPEG, PNG, WebP, AVIF, GIF and SVG work.',
      { cause },
    );
  }
}

async function drawVector(file: Blob): Promise<HTMLCanvasElement> {
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
    return canvas;
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function draw(
  picture: ImageBitmap | HTMLCanvasElement,
  taken: Rect,
  { width, height }: Size,
  background: string,
): Promise<RgbaImage> {
  const scaled = await createImageBitmap(picture, taken.x, taken.y, taken.width, taken.height, {
    resizeWidth: width,
    resizeHeight: height,
    resizeQuality: 'high',
  });
  try {
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new PhotoError('The browser gave no canvas to draw on. Close other tabs and try again.');
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
    context.drawImage(scaled, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { width, height, data: data as Uint8ClampedArray<ArrayBuffer> };
  } finally {
    scaled.close();
  }
}
