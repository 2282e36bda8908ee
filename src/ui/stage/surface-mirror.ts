// A surface as a canvas that can be drawn: follows the surface's changes and uploads them when it is asked for.
import { type Rect, union } from '../../core/rect.ts';
import type { Surface } from '../../store/surfaces.ts';
import { PixelCanvas } from './pixel-canvas.ts';

export class SurfaceMirror {
  readonly #surface: Surface;
  readonly #pixels = new PixelCanvas();
  /** What changed since the last upload; 'all' for another picture. */
  #dirty: Rect | 'all' | null = 'all';

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  /** @returns a function that ends the subscription */
  follow(onChange: (dirty: Rect | null) => void): () => void {
    this.#dirty = 'all';
    return this.#surface.subscribe((dirty) => {
      if (dirty === null || this.#dirty === 'all') this.#dirty = 'all';
      else this.#dirty = this.#dirty ? union(this.#dirty, dirty) : dirty;
      onChange(dirty);
    });
  }

  /** The canvas with the surface's current pixels, or null while it has none. */
  current(): HTMLCanvasElement | null {
    const image = this.#surface.image;
    if (!image) return null;
    if (this.#dirty) this.#pixels.update(image, this.#dirty === 'all' ? null : this.#dirty);
    this.#dirty = null;
    return this.#pixels.canvas;
  }
}
