// The token grid as a canvas, kept up to date cell by cell, and the colours that text on its cells needs.
import type { RgbaImage } from '../../core/image.ts';
import { scale } from '../../core/rect.ts';
import { changedCells, type TokenGrid } from '../../core/token-grid.ts';
import { cellBounds, codeLightness, type MosaicFill, paintMosaicCells } from './mosaic-pixels.ts';
import { PixelCanvas } from './pixel-canvas.ts';

export class TokenMosaic {
  readonly #pixels = new PixelCanvas();
  #image: RgbaImage | null = null;
  #grid: TokenGrid | null = null;
  #fill: MosaicFill | null = null;
  #lightness: Uint8Array | null = null;

  /** The grid as it is now: a canvas with `fill.side` pixels a cell. */
  current(grid: TokenGrid, fill: MosaicFill): HTMLCanvasElement {
    const width = grid.width * fill.side;
    const height = grid.height * fill.side;
    const image = this.#image;
    if (!image || !this.#grid || fill !== this.#fill || image.width !== width || image.height !== height) {
      this.#rebuild(grid, fill);
    } else if (grid !== this.#grid) {
      const cells = changedCells(this.#grid, grid);
      if (cells.length > 0) {
        paintMosaicCells(image, grid, cells, fill);
        this.#pixels.update(image, scale(cellBounds(cells, grid.width), fill.side));
      }
    }
    if (fill !== this.#fill) this.#lightness = null;
    this.#grid = grid;
    this.#fill = fill;
    return this.#pixels.canvas;
  }

  /** 0 to 255 for each code under the fill last drawn. */
  lightness(codebookSize: number): Uint8Array | null {
    if (!this.#fill) return null;
    this.#lightness ??= codeLightness(this.#fill, codebookSize);
    return this.#lightness;
  }

  #rebuild(grid: TokenGrid, fill: MosaicFill): void {
    const width = grid.width * fill.side;
    const height = grid.height * fill.side;
    const image = { width, height, data: new Uint8ClampedArray(4 * width * height) };
    paintMosaicCells(image, grid, grid.tokens.keys(), fill);
    this.#pixels.update(image, null);
    this.#image = image;
  }
}
