// Which pictures a picture pane shows for a view mode, given which there are.
import type { View } from '../../store/state.ts';

export type PictureName = 'original' | 'reconstruction' | 'error';

export interface PictureSides {
  /** Fills the pane; in a split, what lies right of the divider. */
  readonly main: PictureName;
  /** What lies left of the divider; null where nothing is split. */
  readonly left: PictureName | null;
}

/** A document without a photo has only its reconstruction; a photo that is not decoded yet only its original. */
export function pictureSides(
  mode: View['mode'],
  { hasPhoto, hasReconstruction }: { hasPhoto: boolean; hasReconstruction: boolean },
): PictureSides {
  if (!hasPhoto) return { main: 'reconstruction', left: null };
  if (!hasReconstruction) return { main: 'original', left: null };
  if (mode === 'split' || mode === 'opinion') return { main: 'reconstruction', left: 'original' };
  return { main: mode, left: null };
}
