import { describe, expect, test } from 'vitest';
import { parseShapes, requestOf } from './request.ts';

describe('parseShapes', () => {
  test('reads N, K and D, and leaves out what is not three whole numbers', () => {
    expect(parseShapes('1024x4096x32, 7x8x9')).toEqual([
      { rows: 1024, size: 4096, dim: 32 },
      { rows: 7, size: 8, dim: 9 },
    ]);
    expect(parseShapes('1x2,0x4x4,axbxc,1.5x2x3,')).toEqual([]);
  });
});

describe('requestOf', () => {
  test('shapes of one’s own replace those of any length', () => {
    expect(requestOf('thorough', '?shapes=1x2x3').shapes).toEqual([{ rows: 1, size: 2, dim: 3 }]);
    expect(requestOf('quick', '').shapes.length).toBeLessThan(requestOf('usual', '').shapes.length);
    expect(requestOf('quick', '').budgetMs).toBeLessThan(requestOf('thorough', '').budgetMs);
  });
});
