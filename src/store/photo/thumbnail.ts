// A picture small enough for the shelf.
import type { RgbaImage } from '../../core/image.ts';

function canvasOf({ width, height, data }: RgbaImage): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.putImageData(new ImageData(data, width, height), 0, 0);
  return canvas;
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
