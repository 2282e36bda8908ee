// The surprise heat-map: each cell's bits as a colour, drawn over picture and tokens.
import type { RgbaImage } from '../../core/image.ts';
import { inferno } from '../../core/metrics/error-map.ts';
import { currentSurprise } from '../../store/selectors.ts';
import type { TesseraState } from '../../store/state.ts';
import { type PaneGeometry, pictureRect } from '../stage/pane-geometry.ts';
import { PixelCanvas } from '../stage/pixel-canvas.ts';

/** Bits that get the brightest colour: a little more than a raw token of 4096 codes costs. */
export const mostSurprise = 16;

const opacity = 215;

type Surprise = NonNullable<TesseraState['prior']['surprise']>;

/** Whether what was measured is what is on screen, and asked for. */
function surpriseInView(state: TesseraState): Surprise | null {
  return state.prior.surpriseShown ? currentSurprise(state) : null;
}

export class SurpriseMap {
  readonly #pixels = new PixelCanvas();
  #drawn: Surprise | null = null;

  draw(context: CanvasRenderingContext2D, geometry: PaneGeometry, state: TesseraState): void {
    const surprise = surpriseInView(state);
    if (!surprise) return;
    if (this.#drawn !== surprise) this.#pixels.update(imageOf(surprise), null);
    this.#drawn = surprise;
    const { x, y, width, height } = pictureRect(geometry);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#pixels.canvas, x, y, width, height);
  }
}

function imageOf({ grid, bits }: Surprise): RgbaImage {
  const data = new Uint8ClampedArray(4 * bits.length);
  for (let cell = 0; cell < bits.length; cell++)
    if (!Number.isNaN(bits[cell])) data.set([...inferno(bits[cell]! / mostSurprise), opacity], 4 * cell);
  return { width: grid.width, height: grid.height, data };
}
