// What the system's clipboard hears of copied cells: a picture that lies there from before is not what the next paste means.
import type { Size } from '../core/rect.ts';

/** Where the browser refuses, the clipboard stays as it is. */
export function noteCopiedCells({ width, height }: Size): void {
  void navigator.clipboard?.writeText(`${width} × ${height} cells, copied in Tessera`).catch(() => undefined);
}
