// Analysis by synthesis: codes chosen by what the decoder makes of them, instead of by their distance to z_e. Neighbouring
// codes make a pixel together, so that the nearest code of every cell is seldom the best choice of all of them: a sky
// whose cells all round to the same side comes out too dark as a whole, and one whose cells round to either side does not.
// As in speech coders that search their codebooks through the synthesis filter (Schroeder and Atal, "Code-excited linear
// prediction", ICASSP 1985); here one cell at a time, cells far from each other at once.
import type { Size } from './rect.ts';
import { applyChanges, type CellChange, type TokenGrid } from './token-grid.ts';

/**
 * Cells between two that are tried at once. A decoder's pixel depends on a few tokens each way, on the outermost of them
 * hardly at all: what two such cells change overlaps little, and a turn that comes out worse as a whole is not taken.
 */
const spacing = 4;

/** Cells each way, beyond its own, in which a change is judged. */
const judged = 1;

/** How often every cell has its turn: a cell may do better once its neighbours have changed. */
const passes = 2;

export interface CodeSearch {
  readonly grid: TokenGrid;
  /** The codes to choose from in a cell; none where its code stays. */
  readonly choices: ReadonlyMap<number, readonly number[]>;
  /** Decodes a grid: for each cell, the squared error over the pixels that its code covers. */
  readonly errors: (grid: TokenGrid) => Promise<Float64Array>;
}

export interface CodeSearchStep {
  /** Better than the one before it, or the same. */
  readonly grid: TokenGrid;
  /** Of the whole picture. */
  readonly squaredError: number;
  /** Steps made so far, out of so many. */
  readonly done: number;
  readonly total: number;
}

/** Grids with ever smaller errors; the first one is the grid as it came, with 0 steps done. */
export async function* searchCodes({ grid: start, choices, errors }: CodeSearch): AsyncGenerator<CodeSearchStep> {
  let grid = start;
  let now = await errors(grid);
  const groups = groupsOf([...choices.keys()], grid);
  const total = groups.length * passes;
  let done = 0;
  yield { grid, squaredError: sum(now), done, total };
  for (let pass = 0; pass < passes; pass++) {
    for (const group of groups) {
      const best = new Map<number, { readonly code: number; readonly gain: number }>();
      const rounds = Math.max(...group.map((index) => choices.get(index)!.length));
      for (let round = 0; round < rounds; round++) {
        const changes = group.flatMap((index): CellChange[] => {
          const code = choices.get(index)![round];
          return code === undefined || code === grid.tokens[index] ? [] : [{ index, code }];
        });
        if (changes.length === 0) continue;
        const tried = await errors(applyChanges(grid, changes));
        for (const { index, code } of changes) {
          const gain = around(now, index, grid) - around(tried, index, grid);
          if (gain > (best.get(index)?.gain ?? 0)) best.set(index, { code, gain });
        }
      }
      done++;
      if (best.size > 0) {
        const chosen = applyChanges(
          grid,
          Array.from(best, ([index, { code }]) => ({ index, code })),
        );
        const then = await errors(chosen);
        if (sum(then) < sum(now)) {
          grid = chosen;
          now = then;
        }
      }
      yield { grid, squaredError: sum(now), done, total };
    }
  }
}

/** The cells, those together that may be tried at once. */
function groupsOf(cells: readonly number[], { width }: Size): number[][] {
  const groups = Array.from({ length: spacing * spacing }, (): number[] => []);
  for (const cell of cells) {
    groups[(Math.floor(cell / width) % spacing) * spacing + ((cell % width) % spacing)]!.push(cell);
  }
  return groups.filter((group) => group.length > 0);
}

/** The errors of a cell and of those around it. */
function around(errors: Float64Array, cell: number, { width, height }: Size): number {
  const column = cell % width;
  const row = Math.floor(cell / width);
  let sum = 0;
  for (let y = Math.max(0, row - judged); y <= Math.min(height - 1, row + judged); y++) {
    for (let x = Math.max(0, column - judged); x <= Math.min(width - 1, column + judged); x++) {
      sum += errors[y * width + x]!;
    }
  }
  return sum;
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
