// The gate against float64. Convolutions are tested where they are used (own-rows.test.ts, decode/).
import { expect, test } from 'vitest';
import { createPixelCnnKernels } from './kernels.ts';

test('the gate is tanh · sigmoid to a millionth, however far its numbers lie', () => {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { gate } = createPixelCnnKernels(memory)!;
  const values = [0, -0, 1e-7, -1e-4, 0.01, -0.5, 1, -2.5, 7, -9, 19.9, -20.1, 41, -88, 1e4, -1e30, 3e38, -3e38];
  const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
  const half = pairs.length;
  expect(half % 4).toBe(0);
  const floats = new Float32Array(memory.buffer);
  const [biases, target] = [2 * half, 4 * half];
  pairs.forEach(([a, b], i) => {
    floats[i] = a;
    floats[half + i] = b;
    floats[biases + i] = i % 3 === 0 ? 0.25 : 0;
    floats[biases + half + i] = i % 5 === 0 ? -0.5 : 0;
  });
  gate(0, 4 * biases, 4 * target, 4 * half);
  pairs.forEach((_, i) => {
    const sum = (at: number) => Math.fround(floats[at]! + floats[biases + at]!);
    const expected = Math.tanh(sum(i)) / (1 + Math.exp(-sum(half + i)));
    expect(Math.abs(floats[target + i]! - expected)).toBeLessThan(1e-6);
  });
});
