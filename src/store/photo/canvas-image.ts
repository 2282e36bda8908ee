// Pixels to files: through a canvas, since browsers encode pictures nowhere else.
import type { RgbaImage } from '../../core/image.ts';
import { EngineError } from '../../engine/engine-error.ts';

function canvasOf({ width, height, data }: RgbaImage): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
}

/** @throws Error where the browser cannot encode a picture of this size */
export async function encodePng(image: RgbaImage): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvasOf(image).toBlob(resolve, 'image/png'));
  if (!blob)
    throw new EngineError(
      'out-of-memory',
      'The browser could not encode the picture as PNG.',
      'Close other tabs and try again.',
    );
  return blob;
}

/** @returns a data URL whose longer side is `side` pixels */
export function thumbnail(image: RgbaImage, side: number): string {
  const scale = side / Math.max(image.width, image.height);
  const small = document.createElement('canvas');
  small.width = Math.max(1, Math.round(image.width * scale));
  small.height = Math.max(1, Math.round(image.height * scale));
  const context = small.getContext('2d');
  if (context) {
    context.imageSmoothingQuality = 'high';
    context.drawImage(canvasOf(image), 0, 0, small.width, small.height);
  }
  return small.toDataURL('image/png');
}
