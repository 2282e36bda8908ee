// A strange code for a cell: one that the picture uses elsewhere, and that is as unlike the cell's own as there is.
import type { TokenGrid } from '../../core/token-grid.ts';
import type { CodebookVectors } from '../../store/learn/tour-state.ts';
import { vectorOfCode } from './vectors.ts';

export function farthestCode(codebook: CodebookVectors, grid: TokenGrid, cell: number): number {
  const own = vectorOfCode(codebook, grid.tokens[cell]!);
  let farthest = grid.tokens[cell]!;
  let most = -1;
  for (const code of new Set(grid.tokens)) {
    const vector = vectorOfCode(codebook, code);
    let distance = 0;
    for (let d = 0; d < codebook.dim; d++) distance += (vector[d]! - own[d]!) ** 2;
    if (distance > most) {
      most = distance;
      farthest = code;
    }
  }
  return farthest;
}
