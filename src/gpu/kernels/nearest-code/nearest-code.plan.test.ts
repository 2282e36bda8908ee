import { describe, expect, test } from 'vitest';
import { fitsHeld, heldTiling, nearestCodeVariants, planNearestCode, whyUnsupported } from './nearest-code.plan.ts';

const gpu = { software: false, subgroups: true } as const;
const software = { ...gpu, software: true } as const;

describe('planNearestCode', () => {
  test('takes tiles for large work on a GPU, and rows for little', () => {
    expect(planNearestCode({ ...gpu, rows: 4096, size: 16384, dim: 32 }).variant).toBe('tiled');
    expect(planNearestCode({ ...gpu, rows: 1, size: 16384, dim: 32 }).variant).toBe('rows');
    expect(planNearestCode({ ...gpu, rows: 4096, size: 8, dim: 32 }).variant).toBe('rows');
  });

  test('keeps barriers off software adapters', () => {
    const shape = { rows: 65536, size: 16384, dim: 256 };
    expect(planNearestCode({ ...software, ...shape }).variant).toBe('held');
    expect(planNearestCode({ ...software, ...shape, rows: 4 }).variant).toBe('quads');
    expect(planNearestCode({ ...software, ...shape, dim: 512 }).variant).toBe('quads');
    expect(planNearestCode({ ...software, ...shape, subgroups: false }).variant).toBe('rows');
  });

  test('a thread holds as many vectors as leave what is written out short, in whole tiles', () => {
    for (let dim = 1; fitsHeld({ size: 1, dim }); dim++) {
      const { rows, rowsOfTile, paddedDim, codesAtOnce } = heldTiling(dim);
      expect(rows % rowsOfTile).toBe(0);
      expect(rows).toBeGreaterThanOrEqual(5);
      expect(rowsOfTile).toBeLessThanOrEqual(10);
      expect(paddedDim).toBeGreaterThanOrEqual(dim);
      expect((paddedDim * codesAtOnce) % 16).toBe(0);
      expect(rows * paddedDim * codesAtOnce).toBeLessThanOrEqual(1320);
    }
  });

  test('what an adapter cannot run is never chosen, and refused in words where it is asked for', () => {
    for (const machine of [gpu, software, { ...gpu, subgroups: false }, { ...software, subgroups: false }]) {
      for (const shape of [
        { size: 512, dim: 32 },
        { size: 512, dim: 300 },
        { size: 40_000, dim: 8 },
      ]) {
        const { variant } = planNearestCode({ ...machine, ...shape, rows: 1000 });
        expect(whyUnsupported(variant, { ...machine, ...shape })).toBeNull();
      }
    }
    const shape = { size: 512, dim: 32 };
    expect(whyUnsupported('quads', { ...software, ...shape, subgroups: false })).toContain('no subgroups');
    expect(whyUnsupported('held', { ...software, ...shape, subgroups: false })).toContain('no subgroups');
    expect(whyUnsupported('held', { ...gpu, ...shape })).toContain('software adapters only');
    expect(whyUnsupported('held', { ...software, ...shape, dim: 300 })).toContain('300 numbers');
  });

  test('splits the codebook where the rows alone leave a GPU idle', () => {
    const few = planNearestCode({ ...gpu, rows: 256, size: 16384, dim: 256 });
    const many = planNearestCode({ ...gpu, rows: 65536 * 4, size: 16384, dim: 256 });
    expect(few.splits).toBeGreaterThan(8);
    expect(many.splits).toBe(1);
  });

  test.each(nearestCodeVariants)('%s: splits cover every block once and none is empty', (variant) => {
    for (const size of [1, 4, 63, 64, 65, 1000, 4096, 16384]) {
      for (const rows of [1, 100, 5000]) {
        for (const splits of [undefined, 1, 2, 3, 7, 1000]) {
          const request = { ...gpu, rows, size, dim: 16, variant };
          const plan = planNearestCode(splits === undefined ? request : { ...request, splits });
          expect(plan.blocks).toBe(Math.ceil(size / 4));
          expect(plan.splits).toBeGreaterThanOrEqual(1);
          expect(plan.splits * plan.blocksPerSplit).toBeGreaterThanOrEqual(plan.blocks);
          expect((plan.splits - 1) * plan.blocksPerSplit).toBeLessThan(plan.blocks);
        }
      }
    }
  });
});
