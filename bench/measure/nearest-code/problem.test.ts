import { describe, expect, test } from 'vitest';
import { createJudge } from './problem.ts';

const shape = { rows: 3, size: 3, dim: 2 };
const codebook = Float32Array.of(0, 0, 10, 0, 0, 10);
const vectors = Float32Array.of(1, 1, 9, 1, 5, 0);

describe('createJudge', () => {
  const judge = createJudge({ shape, vectors, codebook });

  test('the nearest codes are right; of a tie either code is, and counts', () => {
    expect(judge(Int32Array.of(0, 1, 0))).toEqual({ right: true, nearTies: 0, compared: 3 });
    expect(judge(Int32Array.of(0, 1, 1))).toEqual({ right: true, nearTies: 1, compared: 3 });
  });

  test('a code that is not the nearest, or none at all, is wrong and told where', () => {
    expect(judge(Int32Array.of(0, 2, 0))).toMatchObject({ right: false, why: expect.stringContaining('Row 1') });
    expect(judge(Int32Array.of(0, 1, 3))).toMatchObject({ right: false, why: expect.stringContaining('Row 2') });
    expect(judge(Int32Array.of(0, 1))).toMatchObject({ right: false });
  });

  test('judges rows spread over many', () => {
    const rows = 1000;
    const many = createJudge({ shape: { ...shape, rows }, vectors: new Float32Array(2 * rows), codebook });
    const tokens = new Int32Array(rows);
    expect(many(tokens)).toEqual({ right: true, nearTies: 0, compared: 256 });
    tokens.fill(1, rows - 10);
    expect(many(tokens)).toMatchObject({ right: false });
  });
});
