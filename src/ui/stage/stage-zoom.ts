// Zooming from outside the panes: keys and the zoom control zoom around the pane's middle.
import type { StoreApi } from 'zustand/vanilla';
import { clampViewport, zoomAround } from '../../core/viewport.ts';
import type { TesseraActions, TesseraState } from '../../store/state.ts';
import { type PaneGeometry, zoomLimits } from './pane-geometry.ts';

/** One press of + or −. */
export const zoomStep = 1.25;

/** Where each store's stage has its panes; a stage enters itself while it is mounted. */
const geometries = new WeakMap<StoreApi<TesseraState>, () => PaneGeometry | null>();

/** @returns a function that takes it out again */
export function enterStage(store: StoreApi<TesseraState>, geometry: () => PaneGeometry | null): () => void {
  geometries.set(store, geometry);
  return () => geometries.delete(store);
}

export function zoomBy(store: StoreApi<TesseraState>, actions: TesseraActions, factor: number): void {
  const geometry = geometries.get(store)?.();
  if (!geometry) return;
  const { viewport, image, pane } = geometry;
  const middle = { x: pane.width / 2, y: pane.height / 2 };
  const zoomed = zoomAround(viewport, middle, factor, zoomLimits(image, pane));
  actions.setViewport(clampViewport(zoomed, image, pane));
}

/** @param scale screen pixels a picture pixel */
export function zoomTo(store: StoreApi<TesseraState>, actions: TesseraActions, scale: number): void {
  const geometry = geometries.get(store)?.();
  if (geometry) zoomBy(store, actions, scale / geometry.viewport.scale);
}
