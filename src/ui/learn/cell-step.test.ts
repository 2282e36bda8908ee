import { expect, test } from 'vitest';
import { cellStep } from './cell-step.ts';

const size = { width: 3, height: 2 };
const press = (key: string, cell: number, ctrlKey = false) =>
  cellStep({ key, ctrlKey, metaKey: false, altKey: false }, cell, size);

test('moves by one cell and stops at the edges', () => {
  expect(press('ArrowRight', 0)).toBe(1);
  expect(press('ArrowRight', 2)).toBe(2);
  expect(press('ArrowDown', 1)).toBe(4);
  expect(press('ArrowUp', 1)).toBe(1);
  expect(press('ArrowLeft', 4)).toBe(3);
});

test('leaves other keys and chords alone', () => {
  expect(press('Tab', 0)).toBe(null);
  expect(press('ArrowRight', 0, true)).toBe(null);
});
