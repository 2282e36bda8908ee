import { expect, it } from 'vitest';
import { keyLabel } from './key-label.ts';

it('writes keys as they stand on the keyboard', () => {
  expect(keyLabel('b', false)).toBe('B');
  expect(keyLabel('Digit3', false)).toBe('3');
  expect(keyLabel('Escape', false)).toBe('Esc');
  expect(keyLabel('+', false)).toBe('+');
  expect(keyLabel('[', false)).toBe('[');
});

it('writes modifiers for the machine', () => {
  expect(keyLabel('$mod+Shift+z', false)).toBe('Ctrl+Shift+Z');
  expect(keyLabel('$mod+Shift+z', true)).toBe('⌘⇧Z');
  expect(keyLabel('Shift+1 … 9', false)).toBe('Shift+1 … 9');
});
