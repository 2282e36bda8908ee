// Finding cells by their code: the bucket's region and every use of one code. Finds only; painting is applyChanges.
import type { TokenGrid } from './token-grid.ts';

/** Indices of the 4-connected region of one code around the cell `index`; none where `index` is outside the grid. */
export function floodFill(grid: TokenGrid, index: number): number[] {
  const { width, tokens } = grid;
  const code = tokens[index];
  if (code === undefined) return [];
  const seen = new Uint8Array(tokens.length);
  seen[index] = 1;
  // The list of results is the queue of a breadth-first walk: each cell enters it once.
  const region = [index];
  const visit = (neighbour: number) => {
    if (seen[neighbour] === 1 || tokens[neighbour] !== code) return;
    seen[neighbour] = 1;
    region.push(neighbour);
  };
  for (let next = 0; next < region.length; next++) {
    const cell = region[next]!;
    const column = cell % width;
    if (column > 0) visit(cell - 1);
    if (column < width - 1) visit(cell + 1);
    // Above the first and below the last row there are no tokens, hence none that equals the code.
    visit(cell - width);
    visit(cell + width);
  }
  return region;
}

/** Indices of every cell that holds `code`, rising. */
export function cellsOfCode(grid: TokenGrid, code: number): number[] {
  const cells: number[] = [];
  for (let index = 0; index < grid.tokens.length; index++) {
    if (grid.tokens[index] === code) cells.push(index);
  }
  return cells;
}
