// Tells what the pointers on a pane mean: one uses the tool or pans, two pan and zoom. Knows no DOM and no store.
import type { Point } from '../../core/cell-mask.ts';

export interface PointerSample extends Point {
  readonly id: number;
  readonly kind: 'mouse' | 'pen' | 'touch';
  /** As in PointerEvent.button: 0 primary, 1 middle, 2 secondary, 5 a pen's eraser. */
  readonly button: number;
  /** Milliseconds, from any origin. */
  readonly time: number;
}

/** What the pane does. Places are CSS pixels of the pane. */
export interface GestureSink {
  /** Whether a primary button pans now: the pan tool, or the space bar held. */
  readonly wantsPan: () => boolean;
  readonly begin: (place: Point) => void;
  readonly move: (places: readonly Point[]) => void;
  readonly end: () => void;
  readonly cancel: () => void;
  readonly pan: (dx: number, dy: number) => void;
  readonly zoom: (centre: Point, factor: number) => void;
  /** A middle click that did not drag: pick the code there. */
  readonly pick: (place: Point) => void;
}

/** A second finger that follows within this time (or before the first has moved far) means that a pinch was meant. */
const pinchDelayMs = 250;
const strokeSlack = 10;
/** Below this a press is a click. */
const clickSlack = 4;

const eraserButton = 5;

type Phase = 'idle' | 'tool' | 'pan' | 'pinch';

/** What the panes of one stage know together: one of them is drawn on at a time. */
export class Hands {
  active: PointerGestures | null = null;
  /** A pen has been used: from then on it draws, and fingers move the picture, as a hand that rests there must not paint. */
  penKnown = false;
}

export class PointerGestures {
  readonly #sink: GestureSink;
  readonly #hands: Hands;
  readonly #pointers = new Map<number, Point>();
  #phase: Phase = 'idle';
  #first: PointerSample | null = null;
  #farthest = 0;

  constructor(sink: GestureSink, hands = new Hands()) {
    this.#sink = sink;
    this.#hands = hands;
  }

  get phase(): Phase {
    return this.#phase;
  }

  down(sample: PointerSample): void {
    if (sample.kind === 'pen') {
      this.#hands.penKnown = true;
      // The palm lands before the pen does.
      this.#hands.active?.giveWayToPen();
    }
    if (this.#hands.active && this.#hands.active !== this) return;
    if (this.#phase === 'idle' && !this.#begin(sample)) return;
    if (this.#pointers.size === 1 && !this.#pointers.has(sample.id)) {
      // A mouse beside a finger is nobody's pinch.
      if (sample.kind !== 'touch' || this.#first?.kind !== 'touch') return;
      this.#becomePinch(sample.time);
    }
    if (this.#pointers.size < 2) this.#pointers.set(sample.id, { x: sample.x, y: sample.y });
  }

  /** @param places all of the pointer's places since the last call, in order */
  move(id: number, places: readonly Point[]): void {
    const before = this.#pointers.get(id);
    const now = places.at(-1);
    if (!before || !now) return;
    if (this.#first)
      this.#farthest = Math.max(this.#farthest, Math.hypot(now.x - this.#first.x, now.y - this.#first.y));
    if (this.#phase === 'tool') this.#sink.move(places);
    else if (this.#pointers.size === 2) this.#pinch(id, now);
    else this.#sink.pan(now.x - before.x, now.y - before.y);
    this.#pointers.set(id, { x: now.x, y: now.y });
  }

  up(id: number): void {
    if (!this.#pointers.delete(id)) return;
    // After a pinch the finger that stays pans on: it must not paint.
    if (this.#phase === 'pinch' && this.#pointers.size > 0) return;
    if (this.#phase === 'tool') this.#sink.end();
    const first = this.#first;
    if (this.#phase === 'pan' && first?.button === 1 && this.#farthest < clickSlack) this.#sink.pick(first);
    this.#reset();
  }

  /** A pointer's capture ended; after its regular release that means nothing. */
  lost(id: number): void {
    if (this.#pointers.has(id)) this.cancel();
  }

  /** The browser took a pointer away, the window lost focus, or Escape was pressed. */
  cancel(): void {
    if (this.#phase === 'tool') this.#sink.cancel();
    this.#reset();
  }

  /** The pane goes away: a stroke ends with what has been drawn. */
  end(): void {
    if (this.#phase === 'tool') this.#sink.end();
    this.#reset();
  }

  giveWayToPen(): void {
    if (this.#first?.kind === 'touch') this.cancel();
  }

  #begin(sample: PointerSample): boolean {
    const moves = this.#sink.wantsPan() || (sample.kind === 'touch' && this.#hands.penKnown);
    if (sample.button === 1 || (sample.button === 0 && moves)) this.#phase = 'pan';
    else if (sample.button === 0 || sample.button === eraserButton) this.#phase = 'tool';
    else return false;
    this.#first = sample;
    this.#hands.active = this;
    this.#farthest = 0;
    if (this.#phase === 'tool') this.#sink.begin(sample);
    return true;
  }

  #becomePinch(time: number): void {
    if (this.#phase === 'tool' && this.#first) {
      const early = time - this.#first.time < pinchDelayMs || this.#farthest < strokeSlack;
      if (early) this.#sink.cancel();
      else this.#sink.end();
    }
    this.#phase = 'pinch';
  }

  #pinch(id: number, now: Point): void {
    const before = this.#pointers.get(id);
    const other = [...this.#pointers].find(([key]) => key !== id)?.[1];
    if (!before || !other) return;
    const distance = (place: Point) => Math.max(1, Math.hypot(place.x - other.x, place.y - other.y));
    this.#sink.pan((now.x - before.x) / 2, (now.y - before.y) / 2);
    const centre = { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 };
    this.#sink.zoom(centre, distance(now) / distance(before));
  }

  #reset(): void {
    this.#pointers.clear();
    this.#phase = 'idle';
    this.#first = null;
    if (this.#hands.active === this) this.#hands.active = null;
  }
}
