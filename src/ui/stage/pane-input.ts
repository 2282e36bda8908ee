// Listens to the pointers and the wheel on one pane and hands what they mean to the store.
import type { StoreApi } from 'zustand/vanilla';
import type { Point } from '../../core/cell-mask.ts';
import { clampViewport, zoomAround } from '../../core/viewport.ts';
import { visibleGrid } from '../../store/selectors.ts';
import type { GestureOptions, TesseraActions, TesseraState } from '../../store/state.ts';
import { cellIndexAt, paneToCell, zoomLimits } from './pane-geometry.ts';
import { type Hands, PointerGestures, type PointerSample } from './pointer-gestures.ts';
import type { SpaceBar } from './space-bar.ts';
import type { StageRenderer } from './stage-renderer.ts';
import { WheelReader } from './wheel-intent.ts';

export interface PaneInputOptions {
  readonly element: HTMLElement;
  readonly store: StoreApi<TesseraState>;
  readonly actions: TesseraActions;
  readonly renderer: StageRenderer;
  readonly spaceBar: SpaceBar;
  readonly hands: Hands;
}

/** The bit of PointerEvent.buttons for a pen that is turned round. */
const eraserButtons = 32;

/** @returns a function that stops listening */
export function listenToPane({ element, store, actions, renderer, spaceBar, hands }: PaneInputOptions): () => void {
  let held: GestureOptions = {};

  const placeOf = (event: MouseEvent): Point => {
    const box = element.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const cellOf = (place: Point): Point | null => {
    const geometry = renderer.geometry();
    return geometry && paneToCell(geometry, place);
  };
  const pan = (dx: number, dy: number) => {
    const geometry = renderer.geometry();
    if (!geometry) return;
    const { scale, x, y } = geometry.viewport;
    actions.setViewport(clampViewport({ scale, x: x + dx, y: y + dy }, geometry.image, geometry.pane));
  };
  const zoom = (centre: Point, factor: number) => {
    const geometry = renderer.geometry();
    if (!geometry) return;
    const { viewport, image, pane } = geometry;
    const zoomed = zoomAround(viewport, centre, factor, zoomLimits(image, pane));
    actions.setViewport(clampViewport(zoomed, image, pane));
  };

  const gestures = new PointerGestures(
    {
      wantsPan: () => spaceBar.held || store.getState().tool === 'pan',
      begin: (place) => {
        const point = cellOf(place);
        if (point) actions.beginGesture(point, held);
      },
      move: (places) => {
        const points = places.map(cellOf).filter((point) => point !== null);
        if (points.length > 0) actions.moveGesture(points, held);
      },
      end: () => actions.endGesture(),
      cancel: () => actions.cancelGesture(),
      pan,
      zoom,
      pick: (place) => {
        const point = cellOf(place);
        if (!point) return;
        actions.beginGesture(point, { pick: true });
        actions.endGesture();
      },
    },
    hands,
  );

  const hover = (event: PointerEvent) => {
    const point = cellOf(placeOf(event));
    const geometry = renderer.geometry();
    if (!point || !geometry) return;
    const cell = cellIndexAt(point, geometry.grid);
    if (cell !== store.getState().hoveredCell) actions.hoverCell(cell);
    // A finger hides what is under it: a footprint there would only stay behind when it lifts.
    const shown = event.pointerType !== 'touch' && (gestures.phase === 'idle' || gestures.phase === 'tool');
    renderer.setPointer(shown ? point : null);
  };
  /** As in the palette: the secondary button takes the background code. */
  const pickBackground = (place: Point) => {
    const point = cellOf(place);
    const grid = visibleGrid(store.getState());
    const cell = point && grid && cellIndexAt(point, grid);
    if (grid && cell !== null) actions.pickBackground(grid.tokens[cell]!);
  };
  const showPhase = () => element.setAttribute('data-phase', gestures.phase);

  const onDown = (event: PointerEvent) => {
    if (store.getState().cursor !== null) actions.setCursor(null);
    held = optionsOf(event);
    if (event.button === 1) event.preventDefault();
    if (spaceBar.held) spaceBar.use();
    hover(event);
    if (event.button === 2) pickBackground(placeOf(event));
    gestures.down(sampleOf(event, placeOf(event)));
    if (gestures.phase !== 'idle') element.setPointerCapture(event.pointerId);
    showPhase();
  };
  const onMove = (event: PointerEvent) => {
    held = optionsOf(event);
    if (gestures.phase !== 'idle') {
      // Safari before 18.2 has no coalesced events.
      const passed = event.getCoalescedEvents?.() ?? [];
      gestures.move(event.pointerId, (passed.length > 0 ? passed : [event]).map(placeOf));
    }
    hover(event);
  };
  const onUp = (event: PointerEvent) => {
    held = optionsOf(event);
    gestures.up(event.pointerId);
    showPhase();
  };
  const onCancel = () => {
    gestures.cancel();
    showPhase();
  };
  /** Of one pointer: a palm that the system has sorted out takes no pen's stroke with it. */
  const onLost = (event: PointerEvent) => {
    gestures.lost(event.pointerId);
    showPhase();
  };
  const onLeave = (event: PointerEvent) => {
    renderer.setPointer(null);
    // What a finger touched last stays the cell that the inspector is about.
    if (event.pointerType !== 'touch') actions.hoverCell(null);
  };
  const wheel = new WheelReader();
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    const intent = wheel.read(event);
    if (intent.kind === 'pan') pan(intent.dx, intent.dy);
    else zoom(placeOf(event), intent.factor);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || gestures.phase === 'idle') return;
    event.preventDefault();
    onCancel();
  };

  const listening = new AbortController();
  const { signal } = listening;
  element.addEventListener('pointerdown', onDown, { signal });
  element.addEventListener('pointermove', onMove, { signal });
  element.addEventListener('pointerup', onUp, { signal });
  element.addEventListener('pointercancel', onLost, { signal });
  element.addEventListener('lostpointercapture', onLost, { signal });
  element.addEventListener('pointerleave', onLeave, { signal });
  element.addEventListener('wheel', onWheel, { signal, passive: false });
  element.addEventListener('mousedown', (event) => event.button === 1 && event.preventDefault(), { signal });
  element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
  // Safari's own pinch would zoom the page.
  element.addEventListener('gesturestart', (event) => event.preventDefault(), { signal });
  window.addEventListener('blur', onCancel, { signal });
  window.addEventListener('keydown', onKey, { signal, capture: true });
  return () => {
    listening.abort();
    gestures.end();
    renderer.setPointer(null);
  };
}

function optionsOf({ altKey, shiftKey, ctrlKey, metaKey, buttons }: PointerEvent): GestureOptions {
  return { pick: altKey, extend: shiftKey, subtract: ctrlKey || metaKey, erase: (buttons & eraserButtons) !== 0 };
}

function sampleOf(event: PointerEvent, place: Point): PointerSample {
  const kind = event.pointerType === 'touch' || event.pointerType === 'pen' ? event.pointerType : 'mouse';
  return { ...place, id: event.pointerId, kind, button: event.button, time: event.timeStamp };
}
