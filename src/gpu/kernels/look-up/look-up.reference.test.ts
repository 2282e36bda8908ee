import { expect, test } from 'vitest';
import { lookUpOnCpu } from './look-up.reference.ts';

const codebook = Float32Array.of(0, 1, 10, 11, 20, 21);

test('gathers codes in both layouts', () => {
  const tokens = Int32Array.of(2, 0, 2, 1);
  expect([...lookUpOnCpu(tokens, codebook, { dim: 2, layout: 'row-major' })]).toEqual([20, 21, 0, 1, 20, 21, 10, 11]);
  expect([...lookUpOnCpu(tokens, codebook, { dim: 2, layout: 'channel-major' })]).toEqual([
    20, 0, 20, 10, 21, 1, 21, 11,
  ]);
});

test('names the token that is no code', () => {
  expect(() => lookUpOnCpu(Int32Array.of(0, 3), codebook, { dim: 2, layout: 'row-major' })).toThrow(
    'Token 3 of cell 1 is none of the 3 codes.',
  );
});
