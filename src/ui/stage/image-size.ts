// How large the open document's picture is, in pixels.
import type { Size } from '../../core/rect.ts';
import type { TesseraState } from '../../store/state.ts';

export function imageSize({ document, grid }: TesseraState): Size | null {
  if (!document || !grid) return null;
  return { width: grid.width * document.downsample, height: grid.height * document.downsample };
}
