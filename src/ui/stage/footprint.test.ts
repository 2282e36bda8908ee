import { expect, it } from 'vitest';
import { footprintAt } from './footprint.ts';

const size = { width: 8, height: 8 };
const state = {
  tool: 'brush' as const,
  brush: { shape: 'square' as const, size: 2 },
  foreground: 7,
  clipboard: {
    grid: { width: 2, height: 1, tokens: Int32Array.of(40, 41) },
    mask: { width: 2, height: 1, cells: Uint8Array.of(1, 1) },
  },
};

it('shows the foreground code under the whole brush', () => {
  expect(footprintAt(state, { x: 3.5, y: 3.5 }, size)).toEqual({ cells: [27, 28, 35, 36], codes: [7, 7, 7, 7] });
});

it('shows one cell for tools that ignore the brush', () => {
  expect(footprintAt({ ...state, tool: 'bucket' }, { x: 3.5, y: 3.5 }, size)).toEqual({ cells: [27], codes: [7] });
});

it('shows only where it would erase or blend', () => {
  expect(footprintAt({ ...state, tool: 'erase' }, { x: 0.5, y: 0.5 }, size)?.codes).toBeNull();
});

it('shows the stamp’s own codes around the pointer, cut at the border', () => {
  expect(footprintAt({ ...state, tool: 'stamp' }, { x: 3.5, y: 0.5 }, size)).toEqual({
    cells: [2, 3],
    codes: [40, 41],
  });
  expect(footprintAt({ ...state, tool: 'stamp' }, { x: 0.5, y: 0.5 }, size)).toEqual({ cells: [0], codes: [41] });
});

it('shows nothing for tools that paint nothing, or with nothing to stamp', () => {
  expect(footprintAt({ ...state, tool: 'pan' }, { x: 3, y: 3 }, size)).toBeNull();
  expect(footprintAt({ ...state, tool: 'stamp', clipboard: null }, { x: 3, y: 3 }, size)).toBeNull();
});
