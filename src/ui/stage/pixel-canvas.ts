// A canvas that shows the same pixels as an RgbaImage which changes in place: only changed rectangles are uploaded.
import type { RgbaImage } from '../../core/image.ts';
import type { Rect } from '../../core/rect.ts';

/** Hears of every canvas that had lost its pixels and has them again. */
const restored = new EventTarget();

/** Calls back when what was drawn with such canvases must be drawn again. @returns a function that ends it */
export function onPixelsRestored(listener: () => void): () => void {
  restored.addEventListener('restored', listener);
  return () => restored.removeEventListener('restored', listener);
}

export class PixelCanvas {
  readonly canvas = document.createElement('canvas');
  #source: RgbaImage | null = null;
  #pixels: ImageData | null = null;

  constructor() {
    this.canvas.addEventListener('contextrestored', () => {
      if (this.#pixels) this.canvas.getContext('2d')?.putImageData(this.#pixels, 0, 0);
      restored.dispatchEvent(new Event('restored'));
    });
  }

  /** @param dirty the pixels that may differ since the last call; null for all of them */
  update(image: RgbaImage, dirty: Rect | null): void {
    const context = this.canvas.getContext('2d');
    if (!context) return;
    if (this.#source?.data !== image.data || !this.#pixels) {
      this.#source = image;
      // The image's own memory, not a copy.
      this.#pixels = new ImageData(image.data, image.width, image.height);
      this.canvas.width = image.width;
      this.canvas.height = image.height;
      context.putImageData(this.#pixels, 0, 0);
      return;
    }
    const rect = dirty ?? { x: 0, y: 0, width: image.width, height: image.height };
    context.putImageData(this.#pixels, 0, 0, rect.x, rect.y, rect.width, rect.height);
  }
}
