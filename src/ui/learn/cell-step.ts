// Arrow keys on a grid of cells.
import type { Size } from '../../core/rect.ts';

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The cell that the key leads to, the same one at an edge; null for other keys. */
export function cellStep({ key, ctrlKey, metaKey, altKey }: Key, cell: number, { width, height }: Size): number | null {
  const step = steps[key];
  if (!step || ctrlKey || metaKey || altKey) return null;
  const x = Math.max(0, Math.min(width - 1, (cell % width) + step[0]));
  const y = Math.max(0, Math.min(height - 1, Math.floor(cell / width) + step[1]));
  return y * width + x;
}
