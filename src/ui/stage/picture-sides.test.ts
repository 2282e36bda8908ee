import { expect, it } from 'vitest';
import { pictureSides } from './picture-sides.ts';

const all = { hasPhoto: true, hasReconstruction: true };

it('splits only where there is a photo', () => {
  expect(pictureSides('split', all)).toEqual({ main: 'reconstruction', left: 'original' });
  expect(pictureSides('split', { ...all, hasPhoto: false })).toEqual({ main: 'reconstruction', left: null });
});

it('shows the photo while there is no reconstruction', () => {
  expect(pictureSides('error', { ...all, hasReconstruction: false })).toEqual({ main: 'original', left: null });
});

it('shows what was asked for', () => {
  expect(pictureSides('original', all)).toEqual({ main: 'original', left: null });
  expect(pictureSides('error', all)).toEqual({ main: 'error', left: null });
  expect(pictureSides('opinion', all)).toEqual({ main: 'reconstruction', left: 'original' });
});
