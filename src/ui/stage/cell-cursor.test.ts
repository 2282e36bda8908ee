import { expect, it } from 'vitest';
import { cursorStart, describeCell } from './cell-cursor.ts';

const grid = { width: 4, height: 3, tokens: Int32Array.from({ length: 12 }, (_, index) => 100 + index) };

it('starts under the pointer, else in the middle', () => {
  expect(cursorStart(grid, 5)).toBe(5);
  expect(cursorStart(grid, null)).toBe(6);
});

it('counts rows and columns from one', () => {
  expect(describeCell(grid, 6)).toBe('Row 2, column 3: code 106');
});
