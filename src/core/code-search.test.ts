import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CodeSearchStep, searchCodes } from './code-search.ts';
import { changedCells, createGrid, type TokenGrid } from './token-grid.ts';

/** A decoder of one grey pixel a cell, by `levels` of grey, each pixel the mean of the cells up to `reach` away; its squared errors. */
function errorsOf(target: readonly number[], levels: readonly number[], reach: number) {
  return async ({ width, height, tokens }: TokenGrid) =>
    Float64Array.from(tokens, (_, cell) => {
      let sum = 0;
      let count = 0;
      for (let y = Math.floor(cell / width) - reach; y <= Math.floor(cell / width) + reach; y++) {
        for (let x = (cell % width) - reach; x <= (cell % width) + reach; x++) {
          if (x < 0 || y < 0 || x >= width || y >= height) continue;
          sum += levels[tokens[y * width + x]!]!;
          count++;
        }
      }
      return (sum / count - target[cell]!) ** 2;
    });
}

async function steps(search: Parameters<typeof searchCodes>[0]): Promise<CodeSearchStep[]> {
  const all = [];
  for await (const step of searchCodes(search)) all.push(step);
  return all;
}

const size = { width: 9, height: 7 };
const cells = size.width * size.height;
const everyCell = (codes: readonly number[]) => new Map(Array.from({ length: cells }, (_, cell) => [cell, codes]));

describe('searchCodes', () => {
  test('a decoder whose pixels depend on one code each: the best code of every cell', async () => {
    const levels = [0, 0.3, 0.6, 1];
    const target = Array.from({ length: cells }, (_, cell) => (cell * 0.37) % 1);
    const errors = errorsOf(target, levels, 0);
    const found = (await steps({ grid: createGrid(size), choices: everyCell([0, 1, 2, 3]), errors })).at(-1)!;
    const nearest = target.map((value) =>
      levels.reduce(
        (best, level, code) => (Math.abs(level - value) < Math.abs(levels[best]! - value) ? code : best),
        0,
      ),
    );
    expect([...found.grid.tokens]).toEqual(nearest);
  });

  test('a flat colour between two codes: cells that round to either side make it together', async () => {
    const errors = errorsOf(Array(cells).fill(0.4), [0, 1], 1);
    const all = await steps({ grid: createGrid(size), choices: everyCell([0, 1]), errors });
    expect(all[0]!.squaredError).toBeCloseTo(cells * 0.4 ** 2);
    expect(all.at(-1)!.squaredError).toBeLessThan(0.1 * all[0]!.squaredError);
    expect(new Set(all.at(-1)!.grid.tokens)).toEqual(new Set([0, 1]));
  });

  test('errors never rise, other cells and codes are left alone, and what is told is true', async () => {
    const level = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.array(level, { minLength: 4, maxLength: 4 }),
        fc.array(level, { minLength: cells, maxLength: cells }),
        fc.array(fc.tuple(fc.nat(cells - 1), fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }))),
        fc.nat(2),
        async (levels, target, entries, reach) => {
          const errors = errorsOf(target, levels, reach);
          const choices = new Map(entries);
          const start = createGrid(size, 1);
          const all = await steps({ grid: start, choices, errors });
          const last = all.at(-1)!;
          expect([last.done, all.length]).toEqual([last.total, last.total + 1]);
          for (const [i, { grid, squaredError }] of all.entries()) {
            const own = (await errors(grid)).reduce((total, error) => total + error, 0);
            expect(squaredError).toBeCloseTo(own, 9);
            if (i > 0) expect(squaredError).toBeLessThanOrEqual(all[i - 1]!.squaredError);
          }
          for (const cell of changedCells(start, last.grid)) {
            expect(choices.get(cell)).toContain(last.grid.tokens[cell]);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
