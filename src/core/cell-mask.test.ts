import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CellMask,
  countCells,
  dilateMask,
  emptyMask,
  fullMask,
  hasCell,
  invertMask,
  maskBounds,
  maskCells,
  maskFromCells,
  maskFromPolygon,
  maskFromRect,
  maskOutline,
  subtractMask,
  unionMask,
} from './cell-mask.ts';

const square = { width: 8, height: 8 };

const side = fc.integer({ min: 1, max: 12 });
const randomMask: fc.Arbitrary<CellMask> = fc
  .record({ width: side, height: side })
  .chain((size) =>
    fc
      .uint8Array({ min: 0, max: 1, minLength: size.width * size.height, maxLength: size.width * size.height })
      .map((cells) => ({ ...size, cells: Uint8Array.from(cells) })),
  );

/** Two masks of one size. */
const maskPair = randomMask.chain((a) =>
  fc
    .uint8Array({ min: 0, max: 1, minLength: a.cells.length, maxLength: a.cells.length })
    .map((cells): [CellMask, CellMask] => [a, { ...a, cells: Uint8Array.from(cells) }]),
);

describe('set algebra', () => {
  test('an empty mask holds no cell and a full one all of them', () => {
    expect(countCells(emptyMask(square))).toBe(0);
    expect(countCells(fullMask(square))).toBe(64);
  });

  test('a rectangle is clipped to the grid', () => {
    expect(maskCells(maskFromRect({ x: 6, y: -1, width: 5, height: 2 }, square))).toEqual([6, 7]);
    expect(countCells(maskFromRect({ x: 9, y: 0, width: 3, height: 3 }, square))).toBe(0);
  });

  test('indices outside the grid are left out', () => {
    expect(maskCells(maskFromCells([63, 3, 64, -1, 3], square))).toEqual([3, 63]);
  });

  test('cells and mask hold the same information', () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        expect(maskFromCells(maskCells(mask), mask)).toEqual(mask);
        expect(maskCells(mask)).toHaveLength(countCells(mask));
      }),
    );
  });

  test('union, subtraction and inversion agree with the logic of single cells', () => {
    fc.assert(
      fc.property(maskPair, ([a, b]) => {
        const [inA, inB] = [new Set(maskCells(a)), new Set(maskCells(b))];
        const all = Array.from(a.cells.keys());
        expect(maskCells(unionMask(a, b))).toEqual(all.filter((cell) => inA.has(cell) || inB.has(cell)));
        expect(maskCells(subtractMask(a, b))).toEqual(all.filter((cell) => inA.has(cell) && !inB.has(cell)));
        expect(maskCells(invertMask(a))).toEqual(all.filter((cell) => !inA.has(cell)));
      }),
    );
  });

  test('masks of different sizes cannot be combined', () => {
    expect(() => unionMask(emptyMask(square), emptyMask({ width: 4, height: 16 }))).toThrow(RangeError);
    expect(() => subtractMask(emptyMask(square), emptyMask({ width: 4, height: 16 }))).toThrow(RangeError);
  });

  test('nothing lies outside the grid', () => {
    const mask = fullMask(square);
    expect(hasCell(mask, 7, 7)).toBe(true);
    expect([hasCell(mask, 8, 0), hasCell(mask, -1, 1), hasCell(mask, 0, 8), hasCell(mask, 0, -1)]).not.toContain(true);
  });
});

describe('bounds', () => {
  test('are empty for the empty mask', () => {
    expect(maskBounds(emptyMask(square))).toEqual({ x: 0, y: 0, width: 0, height: 0 });
  });

  test('hold every cell and have one on each side', () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const bounds = maskBounds(mask);
        const columns = maskCells(mask).map((index) => index % mask.width);
        const rows = maskCells(mask).map((index) => Math.floor(index / mask.width));
        fc.pre(columns.length > 0);
        expect(bounds.x).toBe(Math.min(...columns));
        expect(bounds.x + bounds.width - 1).toBe(Math.max(...columns));
        expect(bounds.y).toBe(Math.min(...rows));
        expect(bounds.y + bounds.height - 1).toBe(Math.max(...rows));
      }),
    );
  });
});

describe('lasso', () => {
  test('selects the cells whose centre it holds', () => {
    const triangle = [
      { x: 0, y: 0 },
      { x: 4, y: 0 },
      { x: 0, y: 4 },
    ];
    expect(maskCells(maskFromPolygon(triangle, square))).toEqual([0, 1, 2, 8, 9, 16]);
  });

  test('selects the one cell it lies in when it holds no centre', () => {
    const tiny = [
      { x: 3.1, y: 2.1 },
      { x: 3.2, y: 2.1 },
      { x: 3.2, y: 2.2 },
    ];
    expect(maskCells(maskFromPolygon(tiny, square))).toEqual([2 * 8 + 3]);
    expect(maskCells(maskFromPolygon([{ x: 7.9, y: 7.9 }], square))).toEqual([63]);
  });

  test('selects the cells along its outline when it is too thin for any centre', () => {
    const thread = [
      { x: 0.2, y: 0.2 },
      { x: 2.8, y: 1.3 },
    ];
    expect(maskCells(maskFromPolygon(thread, square))).toEqual([0, 1, 2, 10]);
  });

  test('selects nothing outside the grid or without points', () => {
    expect(countCells(maskFromPolygon([], square))).toBe(0);
    expect(countCells(maskFromPolygon([{ x: -3, y: 400 }], square))).toBe(0);
    expect(countCells(maskFromPolygon([{ x: Number.NaN, y: Number.POSITIVE_INFINITY }], square))).toBe(0);
  });

  test('agrees with a ray cast from every centre', () => {
    const coordinate = fc.integer({ min: -3000, max: 11000 }).map((thousandth) => thousandth / 1000);
    const corners = fc.array(fc.record({ x: coordinate, y: coordinate }), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(corners, (points) => {
        const mask = maskFromPolygon(points, square);
        const expected: number[] = [];
        for (let index = 0; index < 64; index++) {
          const x = (index % 8) + 0.5;
          const y = Math.floor(index / 8) + 0.5;
          let inside = false;
          points.forEach((a, corner) => {
            const b = points[(corner + 1) % points.length]!;
            if (a.y > y === b.y > y) return;
            const crossing = a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y);
            // A centre on the outline may fall either way.
            fc.pre(Math.abs(crossing - x) > 1e-9);
            if (x < crossing) inside = !inside;
          });
          if (inside) expected.push(index);
        }
        fc.pre(expected.length > 0);
        expect(maskCells(mask)).toEqual(expected);
      }),
    );
  });
});

describe('outline', () => {
  test('of a rectangle is its four sides', () => {
    const segments = maskOutline(maskFromRect({ x: 1, y: 2, width: 3, height: 2 }, square));
    expect(segments).toEqual([
      { x1: 1, y1: 2, x2: 4, y2: 2 },
      { x1: 4, y1: 4, x2: 1, y2: 4 },
      { x1: 1, y1: 4, x2: 1, y2: 2 },
      { x1: 4, y1: 2, x2: 4, y2: 4 },
    ]);
  });

  test('has a unit of length for each pair of neighbours of which one is in the set', () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const segments = maskOutline(mask);
        const length = segments.reduce((sum, s) => sum + Math.abs(s.x2 - s.x1) + Math.abs(s.y2 - s.y1), 0);
        let pairs = 0;
        for (let y = 0; y <= mask.height; y++) {
          for (let x = 0; x <= mask.width; x++) {
            if (hasCell(mask, x, y) !== hasCell(mask, x - 1, y)) pairs++;
            if (hasCell(mask, x, y) !== hasCell(mask, x, y - 1)) pairs++;
          }
        }
        expect(length).toBe(pairs);
        // Shoelace: loops with the set on their right have its area, holes taken off.
        expect(segments.reduce((sum, s) => sum + (s.x1 * s.y2 - s.x2 * s.y1) / 2, 0)).toBe(countCells(mask));
      }),
    );
  });
});

describe('dilateMask', () => {
  test('holds exactly what is within reach, borders included', () => {
    fc.assert(
      fc.property(randomMask, fc.nat(4), (mask, reach) => {
        const cells = maskCells(mask);
        const grown = dilateMask(mask, reach);
        grown.cells.forEach((value, index) => {
          const near = cells.some(
            (cell) =>
              Math.abs((cell % mask.width) - (index % mask.width)) <= reach &&
              Math.abs(Math.floor(cell / mask.width) - Math.floor(index / mask.width)) <= reach,
          );
          expect(value).toBe(near ? 1 : 0);
        });
      }),
    );
  });
});
