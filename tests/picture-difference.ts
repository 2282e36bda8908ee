// How far two pictures' tokens are from each other, for tests of all kinds.
import type { SharedPicture } from '../src/core/share/shared-grid.ts';
import { changedCells } from '../src/core/token-grid.ts';

/** How many cells, of all levels, hold other codes. */
export function differing(a: SharedPicture, b: Pick<SharedPicture, 'levels'>): number {
  return a.levels.reduce((sum, { grid }, level) => sum + changedCells(b.levels[level]!.grid, grid).length, 0);
}
