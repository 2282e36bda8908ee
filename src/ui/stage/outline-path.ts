// The outline of a set of cells as a path in cell units; each set's path is built once.
import { type CellMask, maskOutline } from '../../core/cell-mask.ts';

const paths = new WeakMap<CellMask, Path2D>();

export function outlinePath(mask: CellMask): Path2D {
  const known = paths.get(mask);
  if (known) return known;
  const path = new Path2D();
  for (const { x1, y1, x2, y2 } of maskOutline(mask)) {
    path.moveTo(x1, y1);
    path.lineTo(x2, y2);
  }
  paths.set(mask, path);
  return path;
}
