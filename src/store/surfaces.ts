// The pictures beside the store: pixels are too big and change too often for state. Views subscribe and draw them.
import type { RgbaImage } from '../core/image.ts';
import { intersect, isEmpty, type Rect, type Size } from '../core/rect.ts';
import { ProposalPictures } from './prior/proposal-pictures.ts';

/** Null means that the whole picture is another one. */
export type SurfaceListener = (dirty: Rect | null) => void;

/** One picture that is replaced as a whole or patch by patch. */
export class Surface {
  #image: RgbaImage | null = null;
  readonly #listeners = new Set<SurfaceListener>();

  /** The current pixels; read them, never write them. */
  get image(): RgbaImage | null {
    return this.#image;
  }

  replace(image: RgbaImage | null): void {
    this.#image = image;
    this.#tell(null);
  }

  /** Clears to transparent pixels of the given size. */
  clear(size: Size): void {
    this.replace({ ...size, data: new Uint8ClampedArray(4 * size.width * size.height) });
  }

  /** Makes the pixels within `rect` transparent. */
  erase(rect: Rect): void {
    const image = this.#image;
    if (!image) return;
    const inside = intersect(rect, { x: 0, y: 0, width: image.width, height: image.height });
    if (isEmpty(inside)) return;
    for (let row = inside.y; row < inside.y + inside.height; row++) {
      const start = 4 * (row * image.width + inside.x);
      image.data.fill(0, start, start + 4 * inside.width);
    }
    this.#tell(inside);
  }

  /** Writes `patch` with its upper left corner at (rect.x, rect.y); what lies outside the picture is dropped. */
  write(rect: Rect, patch: RgbaImage): void {
    const image = this.#image;
    if (!image) return;
    const inside = intersect(rect, { x: 0, y: 0, width: image.width, height: image.height });
    if (isEmpty(inside)) return;
    for (let row = 0; row < inside.height; row++) {
      const from = 4 * ((inside.y - rect.y + row) * patch.width + (inside.x - rect.x));
      const to = 4 * ((inside.y + row) * image.width + inside.x);
      image.data.set(patch.data.subarray(from, from + 4 * inside.width), to);
    }
    this.#tell(inside);
  }

  /** @returns a function that ends the subscription */
  subscribe(listener: SurfaceListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(dirty: Rect | null): void {
    for (const listener of this.#listeners) listener(dirty);
  }
}

/** The pictures of the open document, all of one size, and the pack's swatches. */
export interface Surfaces {
  /** The photo as it was fitted; empty for a document without one. */
  readonly original: Surface;
  /** The decoder's picture of the visible grid. */
  readonly reconstruction: Surface;
  /** Error heat-map between the two. */
  readonly error: Surface;
  /** What the pack's critic says of the photo and of the reconstruction, one pixel a patch; empty until it was asked. */
  readonly opinionOfOriginal: Surface;
  readonly opinion: Surface;
  /** Opaque where the last edit changed a pixel, transparent elsewhere. */
  readonly changed: Surface;
  /** What each code looks like alone: code k's tile at column k mod 64, row ⌊k / 64⌋. Tiles are f×f pixels. */
  readonly swatches: Surface;
  /** What the prior's proposals look like. */
  readonly proposals: ProposalPictures;
}

export function createSurfaces(): Surfaces {
  return {
    original: new Surface(),
    reconstruction: new Surface(),
    error: new Surface(),
    opinionOfOriginal: new Surface(),
    opinion: new Surface(),
    changed: new Surface(),
    swatches: new Surface(),
    proposals: new ProposalPictures(),
  };
}
