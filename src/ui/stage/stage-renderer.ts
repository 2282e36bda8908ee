// Decides when the stage is drawn: one frame after something it shows has changed, outside React's rendering.

import type { StoreApi } from 'zustand/vanilla';
import type { Point } from '../../core/cell-mask.ts';
import { type Rect, type Size, union } from '../../core/rect.ts';
import { gridInHand, levelInHand } from '../../store/selectors.ts';
import type { TesseraActions, TesseraState } from '../../store/state.ts';
import type { Surfaces } from '../../store/surfaces.ts';
import { type PictureWait, tokenFields } from '../picture-wait.ts';
import { imageSize } from './image-size.ts';
import { followRatio, keepSized, type PaneCanvases } from './pane-canvases.ts';
import { cellRect, type PaneGeometry, revealRect, viewportInEffect } from './pane-geometry.ts';
import { onPixelsRestored } from './pixel-canvas.ts';
import { readPalette, type StagePalette } from './stage-palette.ts';
import { StageScene, type StageSurface } from './stage-scene.ts';

/** Everything on the stage depends on these. */
const stageFields = ['document', 'level', 'view', 'critic', 'viewport', 'codeColours'] as const;
const overlayFields = [
  'hoveredCell',
  'hoveredCode',
  'cursor',
  'selection',
  'draftSelection',
  'lasso',
  'tool',
  'brush',
  'foreground',
  'clipboard',
] as const;

/** What is drawn again for itself: a token pane's or a picture pane's lower canvas, and the upper ones. */
type Layer = PaneCanvases['kind'] | 'overlay';
const layers: readonly Layer[] = ['tokens', 'picture', 'overlay'];

const antStepMs = 90;
const antStepPixels = 1;

interface StageRendererParts {
  readonly store: StoreApi<TesseraState>;
  readonly actions: TesseraActions;
  readonly surfaces: Surfaces;
  readonly wait: PictureWait;
}

export class StageRenderer {
  readonly #store: StoreApi<TesseraState>;
  readonly #actions: TesseraActions;
  readonly #wait: PictureWait;
  readonly #scene: StageScene;
  readonly #panes = new Set<PaneCanvases>();
  readonly #followers = new Set<(geometry: PaneGeometry) => void>();
  readonly #stillness = matchMedia('(prefers-reduced-motion: reduce)');
  #palette: StagePalette | null = null;
  /** In cells; null while no pointer is over a pane. */
  #pointer: Point | null = null;
  readonly #dirty = new Set<Layer>(layers);
  /** Of the picture, in its pixels, what is to be drawn again; null for all. */
  #dirtyPixels: Rect | null = null;
  #frame = 0;
  #ants: ReturnType<typeof setTimeout> | null = null;
  #march = 0;
  #lastPane: Size | null = null;

  constructor({ store, actions, surfaces, wait }: StageRendererParts) {
    this.#store = store;
    this.#actions = actions;
    this.#wait = wait;
    this.#scene = new StageScene(surfaces);
  }

  /** Follows state, surfaces and theme. @returns a function that stops it */
  start(): () => void {
    const endScene = this.#scene.follow((surface, dirty) => this.#onSurface(surface, dirty));
    const endWait = this.#wait.onEnd(() => this.#schedule());
    const endStore = this.#store.subscribe((state, before) => {
      const differs = (field: keyof TesseraState) => state[field] !== before[field];
      if (stageFields.some(differs) || differsInSurprise(state, before)) this.#invalidate(layers);
      else if (tokenFields.some(differs)) this.#onTokens(state);
      else if (overlayFields.some(differs) || differsInCells(state, before)) this.#invalidate(['overlay']);
      if (state.cursor !== before.cursor) this.#revealCursor();
    });
    const theme = new MutationObserver(() => {
      this.#palette = null;
      this.#invalidate(layers);
    });
    const endRestored = onPixelsRestored(() => this.#invalidate(layers));
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.#invalidate(layers);
    return () => {
      endScene();
      endWait();
      endStore();
      endRestored();
      theme.disconnect();
      this.#unschedule();
      if (this.#ants) clearTimeout(this.#ants);
      this.#ants = null;
    };
  }

  /** Takes a pane in. @returns a function that lets it go */
  attach(pane: PaneCanvases): () => void {
    this.#panes.add(pane);
    // Drawn at once: a canvas that was resized is empty, and a frame later would show as a flicker.
    const end = keepSized(pane, () => {
      this.#soil(layers);
      this.#draw();
    });
    return () => {
      end();
      this.#panes.delete(pane);
    };
  }

  /** Calls back with every frame in which pictures may have moved. @returns a function that ends it */
  follow(follower: (geometry: PaneGeometry) => void): () => void {
    this.#followers.add(follower);
    const geometry = this.geometry();
    if (geometry) follower(geometry);
    return () => this.#followers.delete(follower);
  }

  /** Where things are now; null while there is no picture or no room. */
  geometry(): PaneGeometry | null {
    const [first] = this.#panes;
    const state = this.#store.getState();
    const image = imageSize(state);
    const grid = gridInHand(state);
    const level = levelInHand(state);
    if (!first || !image || !grid || !level || first.size.width === 0 || first.size.height === 0) return null;
    const viewport = viewportInEffect(state.viewport, image, first.size);
    return {
      pane: first.size,
      density: first.density,
      image,
      grid,
      viewport,
      cell: viewport.scale * level.downsample,
    };
  }

  /** Where the brush's footprint is shown, in cells. */
  setPointer(pointer: Point | null): void {
    if (pointer === null && this.#pointer === null) return;
    this.#pointer = pointer;
    this.#invalidate(['overlay']);
  }

  /** For what the store does not know of, such as focus. */
  refreshOverlay(): void {
    this.#invalidate(['overlay']);
  }

  /** A frame of the tokens alone would take the time in which the picture comes. */
  #onTokens({ view, prior }: TesseraState): void {
    const inPicture = view.tokens === 'over' || prior.surpriseShown;
    this.#invalidate(inPicture ? layers : ['tokens', 'overlay']);
  }

  #onSurface(surface: StageSurface, dirty: Rect | null): void {
    if (surface === 'swatches') {
      this.#invalidate(layers);
      return;
    }
    const { view } = this.#store.getState();
    if (surface === 'changed' && !view.changedPixels) return;
    if (surface === 'error' && view.mode !== 'error') return;
    if ((surface === 'opinion' || surface === 'opinionOfOriginal') && view.mode !== 'opinion') return;
    this.#soil(['picture'], dirty);
    this.#schedule();
  }

  #invalidate(stale: readonly Layer[]): void {
    this.#soil(stale);
    this.#schedule();
  }

  /** @param pixels of the picture layer; null for all of it */
  #soil(stale: readonly Layer[], pixels: Rect | null = null): void {
    if (stale.includes('picture')) {
      const clean = !this.#dirty.has('picture');
      if (clean) this.#dirtyPixels = pixels;
      else this.#dirtyPixels = pixels && this.#dirtyPixels && union(pixels, this.#dirtyPixels);
    }
    for (const layer of stale) this.#dirty.add(layer);
  }

  #schedule(): void {
    if (this.#wait.waiting) this.#unschedule();
    else if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #unschedule(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
  }

  #draw(): void {
    this.#unschedule();
    for (const pane of this.#panes) if (followRatio(pane)) this.#soil(layers);
    this.#keepCentre();
    const geometry = this.geometry();
    const [first] = this.#panes;
    if (!geometry || !first) return;
    const state = this.#store.getState();
    this.#palette ??= readPalette(first.element);
    // A picture that is shown smaller is smoothed over more of its pixels.
    const enlarged = geometry.viewport.scale * geometry.density >= 1;
    for (const pane of this.#panes) {
      if (this.#dirty.has(pane.kind)) {
        const dirty = pane.kind === 'picture' && enlarged ? this.#dirtyPixels : null;
        this.#scene.drawBase(pane, geometry, state, { palette: this.#palette, dirty });
      }
      if (!this.#dirty.has('overlay')) continue;
      this.#scene.drawOverlay(pane, geometry, state, {
        palette: this.#palette,
        pointer: this.#pointer,
        march: this.#march,
      });
    }
    if (this.#dirty.has('tokens') || this.#dirty.has('picture')) {
      for (const follower of this.#followers) follower(geometry);
    }
    this.#dirty.clear();
    this.#marchOn(state);
  }

  /** The ants of a selection march while the person has not asked for stillness. */
  #marchOn({ selection, draftSelection, lasso }: TesseraState): void {
    if (this.#ants || this.#stillness.matches || !(selection || draftSelection || lasso)) return;
    this.#ants = setTimeout(() => {
      this.#ants = null;
      this.#march += antStepPixels;
      this.#invalidate(['overlay']);
    }, antStepMs);
  }

  /** What was in the middle of a pane stays there when the pane's size changes. */
  #keepCentre(): void {
    const [first] = this.#panes;
    if (!first || first.size.width === 0) return;
    const before = this.#lastPane;
    const { width, height } = first.size;
    this.#lastPane = first.size;
    const { viewport } = this.#store.getState();
    if (!viewport || !before || (before.width === width && before.height === height)) return;
    const x = viewport.x + (width - before.width) / 2;
    const y = viewport.y + (height - before.height) / 2;
    this.#actions.setViewport({ scale: viewport.scale, x, y });
  }

  /** The keyboard's cursor never leaves the pane. */
  #revealCursor(): void {
    const { cursor, viewport } = this.#store.getState();
    const geometry = this.geometry();
    if (cursor === null || !viewport || !geometry) return;
    const revealed = revealRect(geometry.viewport, cellRect(geometry, cursor), geometry.pane);
    if (revealed.x !== viewport.x || revealed.y !== viewport.y) this.#actions.setViewport(revealed);
  }
}

function differsInSurprise({ prior }: TesseraState, { prior: before }: TesseraState): boolean {
  return prior.surprise !== before.surprise || prior.surpriseShown !== before.surpriseShown;
}

/** Which cells the prior is about. */
function differsInCells({ prior }: TesseraState, { prior: before }: TesseraState): boolean {
  return prior.task !== before.task || prior.proposals !== before.proposals || prior.shown !== before.shown;
}
