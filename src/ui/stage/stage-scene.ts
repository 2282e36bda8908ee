// What the panes show, as drawing commands: brings the surfaces, the token mosaic and the state together.
import type { CellMask, Point } from '../../core/cell-mask.ts';
import { patchMask } from '../../core/patch.ts';
import type { Rect } from '../../core/rect.ts';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { levelInHand, shownMode, visibleGrid } from '../../store/selectors.ts';
import type { Floating, TesseraState } from '../../store/state.ts';
import type { Surfaces } from '../../store/surfaces.ts';
import { floatingAt } from '../../store/tools/selection-tools.ts';
import { Influence } from '../prior/influence.ts';
import { SurpriseMap } from '../prior/surprise-map.ts';
import { drawOverlay } from './draw-overlay.ts';
import { drawFrame, drawPicture } from './draw-picture.ts';
import { drawGridLines, drawIds, drawMosaic } from './draw-tokens.ts';
import { footprintAt } from './footprint.ts';
import type { MosaicFill, SimilarityFill, SwatchFill } from './mosaic-pixels.ts';
import type { PaneCanvases } from './pane-canvases.ts';
import { type PaneGeometry, pictureRect, pixelsRect } from './pane-geometry.ts';
import { pictureSides } from './picture-sides.ts';
import type { StagePalette } from './stage-palette.ts';
import { SurfaceMirror } from './surface-mirror.ts';
import { TokenMosaic } from './token-mosaic.ts';

/** In `over` mode the picture must show through the cells. */
const overAlpha = 0.42;

/** The pictures that the panes show. */
export type StageSurface =
  | 'original'
  | 'reconstruction'
  | 'error'
  | 'opinionOfOriginal'
  | 'opinion'
  | 'changed'
  | 'swatches';

export class StageScene {
  readonly #surfaces: Surfaces;
  readonly #original: SurfaceMirror;
  readonly #reconstruction: SurfaceMirror;
  readonly #error: SurfaceMirror;
  readonly #opinionOfOriginal: SurfaceMirror;
  readonly #opinion: SurfaceMirror;
  readonly #changed: SurfaceMirror;
  readonly #swatches: SurfaceMirror;
  readonly #mosaic = new TokenMosaic();
  readonly #surprise = new SurpriseMap();
  readonly #influence = new Influence();
  #similarity: SimilarityFill | null = null;
  #swatch: SwatchFill | null = null;
  #floating: { readonly from: Floating; readonly mask: CellMask } | null = null;

  constructor(surfaces: Surfaces) {
    this.#surfaces = surfaces;
    this.#original = new SurfaceMirror(surfaces.original);
    this.#reconstruction = new SurfaceMirror(surfaces.reconstruction);
    this.#error = new SurfaceMirror(surfaces.error);
    this.#opinionOfOriginal = new SurfaceMirror(surfaces.opinionOfOriginal);
    this.#opinion = new SurfaceMirror(surfaces.opinion);
    this.#changed = new SurfaceMirror(surfaces.changed);
    this.#swatches = new SurfaceMirror(surfaces.swatches);
  }

  /**
   * @param onChange hears which picture changed, and where; null for all of it
   * @returns a function that ends the subscriptions
   */
  follow(onChange: (surface: StageSurface, dirty: Rect | null) => void): () => void {
    const mirrors = {
      original: this.#original,
      reconstruction: this.#reconstruction,
      error: this.#error,
      opinionOfOriginal: this.#opinionOfOriginal,
      opinion: this.#opinion,
      changed: this.#changed,
      swatches: this.#swatches,
    } satisfies Record<StageSurface, SurfaceMirror>;
    const ends = Object.entries(mirrors).map(([surface, mirror]) =>
      mirror.follow((dirty) => onChange(surface as StageSurface, dirty)),
    );
    return () => {
      for (const end of ends) end();
    };
  }

  /**
   * The lower canvas: pictures, cells, lines, ids.
   * @param dirty the pixels of the picture that are drawn again; null for everything
   */
  drawBase(
    pane: PaneCanvases,
    geometry: PaneGeometry,
    state: TesseraState,
    { palette, dirty }: { palette: StagePalette; dirty: Rect | null },
  ): void {
    const context = contextOf(pane.base, geometry.density);
    if (!context) return;
    const { x, y, width, height } = dirty ? pixelsRect(geometry, dirty) : { x: 0, y: 0, ...geometry.pane };
    context.save();
    context.beginPath();
    context.rect(x, y, width, height);
    context.clip();
    context.clearRect(x, y, width, height);
    if (pane.kind === 'tokens') {
      this.#drawTokens(context, geometry, state, palette, 1);
    } else {
      this.#drawPictures(context, geometry, state);
      if (state.view.tokens === 'over') this.#drawTokens(context, geometry, state, palette, overAlpha);
    }
    this.#surprise.draw(context, geometry, state);
    drawFrame(context, geometry, palette.border);
    context.restore();
  }

  /** The upper canvas: everything that follows pointer, keyboard and selection. */
  drawOverlay(
    pane: PaneCanvases,
    geometry: PaneGeometry,
    state: TesseraState,
    live: { palette: StagePalette; pointer: Point | null; march: number },
  ): void {
    const context = contextOf(pane.overlay, geometry.density);
    const grid = visibleGrid(state);
    if (!context || !grid) return;
    context.clearRect(0, 0, geometry.pane.width, geometry.pane.height);
    const { pointer } = live;
    // Over a floating patch the pointer moves that.
    const paints = pointer !== null && !(state.floating && floatingAt(state.floating, pointer));
    drawOverlay(context, geometry, {
      grid,
      litCode: state.hoveredCode,
      hoveredCell: state.hoveredCell,
      footprint: paints ? footprintAt(state, pointer, grid) : null,
      selection: state.draftSelection ?? state.selection,
      lasso: state.lasso,
      floating: this.#floatingMask(state.floating, grid),
      cursor: state.cursor,
      cursorFocused: pane.element.matches(':focus'),
      march: live.march,
      atlas: this.#swatches.current(),
      // The picture pane previews what a code looks like, whatever the token pane's colours are.
      fill: pane.kind === 'picture' ? this.#swatchFill() : this.#fillFor(state),
      palette: live.palette,
    });
    if (pane.kind === 'picture') this.#influence.draw(context, geometry, state);
  }

  #drawPictures(context: CanvasRenderingContext2D, geometry: PaneGeometry, state: TesseraState): void {
    const { view, document } = state;
    const mode = shownMode(state);
    const pictures = {
      original: this.#original.current(),
      reconstruction: this.#reconstruction.current(),
      error: this.#error.current(),
      opinions:
        mode === 'opinion'
          ? { original: this.#opinionOfOriginal.current(), reconstruction: this.#opinion.current() }
          : null,
      changed: view.changedPixels ? this.#changed.current() : null,
    };
    const hasPhoto = document?.photo != null && pictures.original !== null;
    const sides = pictureSides(mode, { hasPhoto, hasReconstruction: pictures.reconstruction !== null });
    drawPicture(context, geometry, pictures, { sides, divider: view.divider, smoothing: view.smoothing });
  }

  #drawTokens(
    context: CanvasRenderingContext2D,
    geometry: PaneGeometry,
    state: TesseraState,
    palette: StagePalette,
    alpha: number,
  ): void {
    const grid = visibleGrid(state);
    const fill = this.#fillFor(state);
    if (grid && fill) {
      const smoothing = fill.kind === 'swatch' && state.view.smoothing;
      drawMosaic(context, geometry, this.#mosaic.current(grid, fill), { alpha, smoothing });
    } else {
      const { x, y, width, height } = pictureRect(geometry);
      context.globalAlpha = alpha;
      context.fillStyle = palette.neutral;
      context.fillRect(x, y, width, height);
      context.globalAlpha = 1;
    }
    if (state.view.gridLines) {
      const colour = alpha < 1 ? 'rgb(255 255 255 / 28%)' : palette.stage;
      drawGridLines(context, geometry, { colour, strongEvery: coarserCells(state) });
    }
    if (!grid) return;
    const lightness = alpha < 1 || !fill ? null : this.#mosaic.lightness(levelInHand(state)?.codebookSize ?? 0);
    drawIds(context, geometry, grid, { lightness, font: palette.font });
  }

  #fillFor({ view, codeColours }: TesseraState): MosaicFill | null {
    // Until the codebook has come there are no colours to tell codes apart by; a pack may bring no swatches.
    const swatches = view.tokenFill === 'swatch' || !codeColours ? this.#swatchFill() : null;
    if (swatches || !codeColours) return swatches;
    if (this.#similarity?.colours !== codeColours.similarity) {
      this.#similarity = { kind: 'similarity', side: 1, colours: codeColours.similarity };
    }
    return this.#similarity;
  }

  #swatchFill(): SwatchFill | null {
    const atlas = this.#surfaces.swatches.image;
    if (!atlas) return null;
    if (this.#swatch?.atlas !== atlas) this.#swatch = { kind: 'swatch', side: atlas.width / swatchColumns, atlas };
    return this.#swatch;
  }

  #floatingMask(floating: Floating | null, grid: TokenGrid): CellMask | null {
    if (!floating) return null;
    if (this.#floating?.from !== floating) {
      this.#floating = { from: floating, mask: patchMask(floating.patch, floating.at, grid) };
    }
    return this.#floating.mask;
  }
}

/** Cells each way, of the level in hand, that a code of the next coarser one covers. */
function coarserCells({ document, level }: TesseraState): number {
  const [coarser, own] = [document?.levels[level - 1], document?.levels[level]];
  return coarser && own ? coarser.downsample / own.downsample : 1;
}

/** CSS pixels as the unit. */
function contextOf(canvas: HTMLCanvasElement, density: number): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d');
  context?.setTransform(density, 0, 0, density, 0, 0);
  return context;
}
