import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Brush, brushCells, lineCells, rectangleCells, strokeCells } from './brush.ts';

const grid = { width: 9, height: 7 };
const anySize = fc.integer({ min: 1, max: 32 });
const anyBrush: fc.Arbitrary<Brush> = fc.record({ shape: fc.constantFrom('round', 'square'), size: anySize });
const anyCell = fc.record({ x: fc.integer({ min: -20, max: 40 }), y: fc.integer({ min: -20, max: 40 }) });

/** The dab in the middle of a large grid as rows of # and dots. */
function drawn(brush: Brush): string[] {
  const size = { width: brush.size, height: brush.size };
  const before = Math.floor((brush.size - 1) / 2);
  const cells = new Set(brushCells({ x: before, y: before }, brush, size));
  return Array.from({ length: brush.size }, (_, row) =>
    Array.from({ length: brush.size }, (_, column) => (cells.has(row * brush.size + column) ? '#' : '.')).join(''),
  );
}

describe('dab', () => {
  test('of size 1 is the one cell, whatever the shape', () => {
    expect(brushCells({ x: 4, y: 3 }, { shape: 'round', size: 1 }, grid)).toEqual([31]);
    expect(brushCells({ x: 4, y: 3 }, { shape: 'square', size: 1 }, grid)).toEqual([31]);
  });

  test('round brushes look round', () => {
    expect(drawn({ shape: 'round', size: 3 })).toEqual(['.#.', '###', '.#.']);
    expect(drawn({ shape: 'round', size: 4 })).toEqual(['.##.', '####', '####', '.##.']);
    expect(drawn({ shape: 'round', size: 5 })).toEqual(['.###.', '#####', '#####', '#####', '.###.']);
  });

  test('every brush spans its size in both directions', () => {
    fc.assert(
      fc.property(anyBrush, (brush) => {
        const cells = brushCells({ x: 40, y: 40 }, brush, { width: 80, height: 80 });
        const columns = cells.map((index) => index % 80);
        const rows = cells.map((index) => Math.floor(index / 80));
        expect(Math.max(...columns) - Math.min(...columns) + 1).toBe(brush.size);
        expect(Math.max(...rows) - Math.min(...rows) + 1).toBe(brush.size);
        expect(cells).toContain(40 * 80 + 40);
        if (brush.shape === 'square') expect(cells).toHaveLength(brush.size ** 2);
      }),
    );
  });

  test('is clipped at the border, not wrapped to the next row', () => {
    expect(brushCells({ x: 8, y: 0 }, { shape: 'square', size: 3 }, grid).sort((a, b) => a - b)).toEqual([
      7, 8, 16, 17,
    ]);
    expect(brushCells({ x: -9, y: 3 }, { shape: 'square', size: 3 }, grid)).toEqual([]);
  });

  test('takes a pointer position between cells as the cell it is in', () => {
    expect(brushCells({ x: 4.9, y: 3.2 }, { shape: 'square', size: 1 }, grid)).toEqual([31]);
  });
});

describe('line', () => {
  test('includes both ends and leaves no gap', () => {
    fc.assert(
      fc.property(anyCell, anyCell, (from, to) => {
        const cells = lineCells(from, to);
        expect(cells[0]).toEqual(from);
        expect(cells.at(-1)).toEqual(to);
        expect(cells).toHaveLength(Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y)) + 1);
        for (let step = 1; step < cells.length; step++) {
          const dx = Math.abs(cells[step]!.x - cells[step - 1]!.x);
          const dy = Math.abs(cells[step]!.y - cells[step - 1]!.y);
          expect(Math.max(dx, dy)).toBe(1);
        }
      }),
    );
  });

  test('stays within half a cell of the true line', () => {
    fc.assert(
      fc.property(anyCell, anyCell, (from, to) => {
        const dx = to.x - from.x;
        const dy = to.y - from.y;
        const longer = Math.max(Math.abs(dx), Math.abs(dy), 1);
        for (const { x, y } of lineCells(from, to)) {
          expect(Math.abs((x - from.x) * dy - (y - from.y) * dx) / longer).toBeLessThanOrEqual(0.5 + 1e-9);
        }
      }),
    );
  });

  test('ends at once where a coordinate is absurd', () => {
    expect(lineCells({ x: Number.NaN, y: 0 }, { x: 3, y: 3 })).toEqual([]);
    expect(lineCells({ x: -1e12, y: 0 }, { x: 1e12, y: 0 }).length).toBeLessThan(1 << 16);
  });
});

describe('stroke', () => {
  test('is every dab along the line, each cell once', () => {
    fc.assert(
      fc.property(anyCell, anyCell, anyBrush, (from, to, brush) => {
        const stroke = strokeCells(from, to, brush, grid);
        const dabs = new Set(lineCells(from, to).flatMap((cell) => brushCells(cell, brush, grid)));
        expect(new Set(stroke)).toEqual(dabs);
        expect(stroke).toHaveLength(dabs.size);
      }),
      { numRuns: 50 },
    );
  });
});

describe('rectangle', () => {
  test('filled has every cell between its corners, in whatever order they are given', () => {
    const cells = [10, 11, 12, 19, 20, 21];
    expect(rectangleCells({ x: 1, y: 1 }, { x: 3, y: 2 }, { filled: true }, grid)).toEqual(cells);
    expect(rectangleCells({ x: 3, y: 1 }, { x: 1, y: 2 }, { filled: true }, grid)).toEqual(cells);
  });

  test('unfilled has its frame only', () => {
    expect(rectangleCells({ x: 0, y: 0 }, { x: 2, y: 2 }, { filled: false }, grid)).toEqual([
      0, 1, 2, 9, 11, 18, 19, 20,
    ]);
  });

  test('draws no frame along the border where it reaches beyond the grid', () => {
    expect(rectangleCells({ x: 7, y: 5 }, { x: 30, y: 30 }, { filled: false }, grid)).toEqual([52, 53, 61]);
  });
});
