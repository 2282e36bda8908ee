// How large the open document's picture is, in pixels.
import type { Size } from '../../core/rect.ts';
import type { TesseraState } from '../../store/state.ts';

export function imageSize({ document }: TesseraState): Size | null {
  const finest = document?.levels.at(-1);
  if (!finest) return null;
  const { own, downsample } = finest;
  return { width: own.width * downsample, height: own.height * downsample };
}
