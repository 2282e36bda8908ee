// Decides when the stage is drawn: one frame after something it shows has changed, outside React's rendering.
import type { StoreApi } from 'zustand/vanilla';
import type { Point } from '../../core/cell-mask.ts';
import type { Size } from '../../core/rect.ts';
import type { TesseraActions, TesseraState } from '../../store/state.ts';
import type { Surfaces } from '../../store/surfaces.ts';
import { imageSize } from './image-size.ts';
import { keepSized, type PaneCanvases } from './pane-canvases.ts';
import { cellRect, type PaneGeometry, revealRect, viewportInEffect } from './pane-geometry.ts';
import { readPalette, type StagePalette } from './stage-palette.ts';
import { StageScene } from './stage-scene.ts';

const baseFields = ['document', 'grid', 'draft', 'floating', 'view', 'viewport', 'codeColours'] as const;
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

const antStepMs = 90;
const antStepPixels = 1;

export class StageRenderer {
  readonly #store: StoreApi<TesseraState>;
  readonly #actions: TesseraActions;
  readonly #scene: StageScene;
  readonly #panes = new Set<PaneCanvases>();
  readonly #followers = new Set<(geometry: PaneGeometry) => void>();
  readonly #stillness = matchMedia('(prefers-reduced-motion: reduce)');
  #palette: StagePalette | null = null;
  /** In cells; null while no pointer is over a pane. */
  #pointer: Point | null = null;
  #baseDirty = true;
  #frame = 0;
  #ants: ReturnType<typeof setTimeout> | null = null;
  #march = 0;
  #lastPane: Size | null = null;

  constructor(store: StoreApi<TesseraState>, actions: TesseraActions, surfaces: Surfaces) {
    this.#store = store;
    this.#actions = actions;
    this.#scene = new StageScene(surfaces);
  }

  /** Follows state, surfaces and theme. @returns a function that stops it */
  start(): () => void {
    const endScene = this.#scene.follow(() => this.#invalidate('base'));
    const endStore = this.#store.subscribe((state, before) => {
      if (baseFields.some((field) => state[field] !== before[field]) || differsInSurprise(state, before))
        this.#invalidate('base');
      else if (overlayFields.some((field) => state[field] !== before[field]) || differsInCells(state, before))
        this.#invalidate('overlay');
      if (state.cursor !== before.cursor) this.#revealCursor();
    });
    const theme = new MutationObserver(() => {
      this.#palette = null;
      this.#invalidate('base');
    });
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    this.#invalidate('base');
    return () => {
      endScene();
      endStore();
      theme.disconnect();
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
      if (this.#ants) clearTimeout(this.#ants);
      this.#ants = null;
    };
  }

  /** Takes a pane in. @returns a function that lets it go */
  attach(pane: PaneCanvases): () => void {
    this.#panes.add(pane);
    // Drawn at once: a canvas that was resized is empty, and a frame later would show as a flicker.
    const end = keepSized(pane, () => {
      this.#baseDirty = true;
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
    const grid = state.grid;
    if (!first || !image || !grid || first.size.width === 0 || first.size.height === 0) return null;
    const viewport = viewportInEffect(state.viewport, image, first.size);
    return {
      pane: first.size,
      density: window.devicePixelRatio,
      image,
      grid,
      viewport,
      cell: (viewport.scale * image.width) / grid.width,
    };
  }

  /** Where the brush's footprint is shown, in cells. */
  setPointer(pointer: Point | null): void {
    if (pointer === null && this.#pointer === null) return;
    this.#pointer = pointer;
    this.#invalidate('overlay');
  }

  /** For what the store does not know of, such as focus. */
  refreshOverlay(): void {
    this.#invalidate('overlay');
  }

  #invalidate(layer: 'base' | 'overlay'): void {
    if (layer === 'base') this.#baseDirty = true;
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#keepCentre();
    const geometry = this.geometry();
    const [first] = this.#panes;
    if (!geometry || !first) return;
    const state = this.#store.getState();
    this.#palette ??= readPalette(first.element);
    for (const pane of this.#panes) {
      if (this.#baseDirty) this.#scene.drawBase(pane, geometry, state, this.#palette);
      this.#scene.drawOverlay(pane, geometry, state, {
        palette: this.#palette,
        pointer: this.#pointer,
        march: this.#march,
      });
    }
    if (this.#baseDirty) for (const follower of this.#followers) follower(geometry);
    this.#baseDirty = false;
    this.#marchOn(state);
  }

  /** The ants of a selection march while the person has not asked for stillness. */
  #marchOn({ selection, draftSelection, lasso }: TesseraState): void {
    if (this.#ants || this.#stillness.matches || !(selection || draftSelection || lasso)) return;
    this.#ants = setTimeout(() => {
      this.#ants = null;
      this.#march += antStepPixels;
      this.#invalidate('overlay');
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
