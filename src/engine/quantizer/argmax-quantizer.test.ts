import { expect, test } from 'vitest';
import { ArgmaxQuantizer } from './argmax-quantizer.ts';

/** Four codes on a line. */
const codebook = { size: 4, dim: 1, vectors: Float32Array.of(0, 1, 10, 12) };
const quantizer = new ArgmaxQuantizer(codebook);

test('the token of a cell is the code of its largest logit', async () => {
  // Two cells, code by code.
  const data = Float32Array.of(1, 5, 3, 5, 2, 0, 3, -1);
  const { tokens, distances } = await quantizer.nearest({ location: 'cpu', data }, 2);
  expect([...tokens]).toEqual([1, 0]);
  expect([...distances]).toEqual([3, 5]);
});

test('alternatives come by probability, in bits; the bits of all codes are those of one choice', async () => {
  const logits = Float32Array.of(Math.log(2), Math.log(8), Math.log(2), Math.log(4));
  const { codes, distances } = await quantizer.topCodes(logits, 3);
  expect([...codes]).toEqual([1, 3, 0]);
  expect([...distances]).toEqual([1, 2, 3].map((bits) => expect.closeTo(bits, 5)));
  const bits = [0, 1, 2, 3].map((code) => quantizer.misfit(logits, code));
  expect(bits.reduce((sum, b) => sum + 2 ** -b, 0)).toBeCloseTo(1, 6);
  expect((await quantizer.topCodes(logits, 32)).codes.length).toBe(4);
});

test('without a photo, codes are ordered by how near their vectors are', async () => {
  const { codes, distances } = await quantizer.codesLike(3, 3);
  expect([...codes]).toEqual([3, 2, 1]);
  expect([...distances]).toEqual([0, 4, 121]);
});
