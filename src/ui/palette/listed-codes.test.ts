import { describe, expect, it } from 'vitest';
import { arrangedByLook, listedCodes } from './listed-codes.ts';

const base = {
  codebookSize: 12,
  order: 'look',
  counts: Uint32Array.of(0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 2, 5),
  usedOnly: false,
  search: '',
} as const;

describe('listedCodes', () => {
  it('lists all codes', () => {
    expect(listedCodes(base)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
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
    expect(listedCodes({ ...base, usedOnly: true })).toEqual([1, 10, 11]);
  });

  it('finds ids by their first digits, the exact one first', () => {
    expect(listedCodes({ ...base, search: '1' })).toEqual([1, 10, 11]);
    expect(listedCodes({ ...base, search: '99' })).toEqual([]);
  });
});

describe('arrangedByLook', () => {
  // Codes 2, 5, 7 and 9 are reds, the others blues.
  const reds = [2, 5, 7, 9];
  const looks = Uint8Array.from(
    { length: 36 },
    (_, i) => (reds.includes(Math.floor(i / 3)) ? [220, 20, 20] : [20, 20, 220])[i % 3]!,
  );

  it('holds the given codes and no others', () => {
    const codes = [1, 2, 3, 5, 8, 9];
    expect([...arrangedByLook(codes, looks, 3)].sort((a, b) => a - b)).toEqual(codes);
  });

  it('puts alike codes together', () => {
    const arranged = arrangedByLook(listedCodes(base), looks, 4);
    const isRed = arranged.map((code) => reds.includes(code));
    const changes = isRed.filter((red, i) => i > 0 && red !== isRed[i - 1]).length;
    expect(changes).toBeLessThanOrEqual(4);
  });
});
