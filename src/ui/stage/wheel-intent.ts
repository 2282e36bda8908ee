// What a turn of the wheel means on the stage: a mouse's wheel zooms, two fingers on a trackpad pan, a pinch zooms.
// Browsers do not say which of the two it is, so the first turn of a train decides for all that follow it closely.

export type WheelIntent =
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'pan'; readonly dx: number; readonly dy: number };

export type WheelTurn = Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode' | 'ctrlKey' | 'shiftKey' | 'timeStamp'>;

/** Pixels of a line and of a page, for mice that count in those. */
const linePixels = 32;
const pagePixels = 400;
/** A notch of a mouse's wheel (100 to 120 px) zooms by about a quarter. */
const wheelRate = 0.002;
const largestStep = 2;
/** A trackpad's pinch arrives as Ctrl and small deltas; a mouse's notch with Ctrl held counts as the largest of them. */
const pinchRate = 0.01;
const largestPinch = 20;
/** A train is over after so many milliseconds without a turn: inertia sends one with each frame. */
const trainGap = 250;
/** Pixels that a notch moves by at least; a swipe begins with less. */
const notchPixels = 50;
/** What macOS reports of a wheel's slowest notch: a tenth of 40 px, in its own fixed-point numbers. */
const macNotch = (6554 / 65536) * 40;

export class WheelReader {
  #by: 'mouse' | 'trackpad' = 'mouse';
  #last = Number.NEGATIVE_INFINITY;

  read(turn: WheelTurn): WheelIntent {
    // Asked for first: Firefox reports pixels to whoever reads the deltas before it.
    const { deltaMode } = turn;
    const unit = deltaMode === 1 ? linePixels : deltaMode === 2 ? pagePixels : 1;
    const x = turn.deltaX * unit;
    const y = turn.deltaY * unit;
    if (turn.ctrlKey) {
      const pinch = Math.max(-largestPinch, Math.min(largestPinch, y));
      return { kind: 'zoom', factor: Math.exp(-pinch * pinchRate) };
    }
    // Some browsers turn Shift and wheel into a horizontal wheel themselves.
    if (turn.shiftKey) return { kind: 'pan', dx: x === 0 ? -y : -x, dy: 0 };
    if (turn.timeStamp - this.#last > trainGap) this.#by = x === 0 && isNotch(deltaMode, y) ? 'mouse' : 'trackpad';
    else if (x !== 0) this.#by = 'trackpad';
    this.#last = turn.timeStamp;
    if (this.#by === 'trackpad') return { kind: 'pan', dx: -x, dy: -y };
    const factor = Math.exp(-y * wheelRate);
    return { kind: 'zoom', factor: Math.max(1 / largestStep, Math.min(largestStep, factor)) };
  }
}

function isNotch(deltaMode: number, y: number): boolean {
  return deltaMode !== 0 || Math.abs(y) >= notchPixels || (y !== 0 && Number.isInteger(y / macNotch));
}
