import { describe, expect, it } from 'vitest';
import { listedCodes } from './listed-codes.ts';

const base = {
  codebookSize: 12,
  order: 'look',
  lookOrder: Int32Array.of(3, 1, 2, 0, 11, 10, 9, 8, 7, 6, 5, 4),
  counts: Uint32Array.of(0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 2, 5),
  usedOnly: false,
  search: '',
} as const;

describe('listedCodes', () => {
  it('lists all codes by look', () => {
    expect(listedCodes(base)).toEqual([3, 1, 2, 0, 11, 10, 9, 8, 7, 6, 5, 4]);
  });

  it('falls back to ids before the order by look is known', () => {
    expect(listedCodes({ ...base, lookOrder: null }).slice(0, 3)).toEqual([0, 1, 2]);
  });

  it('puts the most used first, the lower id first among equals', () => {
    expect(listedCodes({ ...base, order: 'usage' }).slice(0, 4)).toEqual([1, 11, 10, 0]);
  });

  it('follows the prior where it was asked', () => {
    const likely = Int32Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 11, 10);
    expect(listedCodes({ ...base, order: 'likely', likely }).slice(0, 3)).toEqual([9, 8, 7]);
    expect(listedCodes({ ...base, order: 'likely', likely, search: '1' })).toEqual([1, 11, 10]);
    expect(listedCodes({ ...base, order: 'likely' }).slice(0, 3)).toEqual([0, 1, 2]);
  });

  it('leaves out what the picture does not use', () => {
    expect(listedCodes({ ...base, usedOnly: true })).toEqual([1, 11, 10]);
  });

  it('finds ids by their first digits, the exact one first', () => {
    expect(listedCodes({ ...base, search: '1' })).toEqual([1, 10, 11]);
    expect(listedCodes({ ...base, search: '99' })).toEqual([]);
  });
});
