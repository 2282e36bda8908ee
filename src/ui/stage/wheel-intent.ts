// What a turn of the wheel means on the stage: zoom, unless Shift is held or the trackpad moves sideways.

export type WheelIntent =
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'pan'; readonly dx: number; readonly dy: number };

type WheelTurn = Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode' | 'ctrlKey' | 'shiftKey'>;

/** Pixels of a line and of a page, for mice that count in those. */
const linePixels = 32;
const pagePixels = 400;
/** A notch of a mouse's wheel (100 to 120 px) zooms by about a quarter. */
const wheelRate = 0.002;
/** A trackpad's pinch arrives as Ctrl and small deltas. */
const pinchRate = 0.01;
const largestStep = 2;

export function wheelIntent({ deltaX, deltaY, deltaMode, ctrlKey, shiftKey }: WheelTurn): WheelIntent {
  const unit = deltaMode === 1 ? linePixels : deltaMode === 2 ? pagePixels : 1;
  const x = deltaX * unit;
  const y = deltaY * unit;
  // Some browsers turn Shift and wheel into a horizontal wheel themselves.
  if (shiftKey && !ctrlKey) return { kind: 'pan', dx: x === 0 ? -y : -x, dy: 0 };
  if (!ctrlKey && Math.abs(x) > Math.abs(y)) return { kind: 'pan', dx: -x, dy: 0 };
  const rate = ctrlKey && Math.abs(y) < 50 ? pinchRate : wheelRate;
  const factor = Math.exp(-y * rate);
  return { kind: 'zoom', factor: Math.max(1 / largestStep, Math.min(largestStep, factor)) };
}
