import { describe, expect, test } from 'vitest';
import { agrees, type Contender, probe } from './probe.ts';

const numbers = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i));

function contender(backend: 'webgpu' | 'wasm', ms: number, result = numbers): Contender<'webgpu' | 'wasm'> {
  return {
    backend,
    run: async () => {
      const end = performance.now() + ms;
      while (performance.now() < end);
      return result;
    },
  };
}

describe('agrees', () => {
  test('allows rounding, not errors that a person could see', () => {
    expect(
      agrees(
        numbers.map((value) => value + 1e-4),
        numbers,
      ),
    ).toBe(true);
    expect(
      agrees(
        numbers.map((value, i) => (i === 40 ? value + 0.5 : value)),
        numbers,
      ),
    ).toBe(false);
  });

  test('NaN, and results of another length, never agree', () => {
    expect(
      agrees(
        numbers.map((value, i) => (i === 3 ? Number.NaN : value)),
        numbers,
      ),
    ).toBe(false);
    expect(agrees(numbers.slice(1), numbers)).toBe(false);
  });
});

describe('probe', () => {
  test('takes the faster one, if its numbers are right', async () => {
    expect(await probe(contender('wasm', 12), contender('webgpu', 0))).toEqual({
      backend: 'webgpu',
      mistrusted: false,
    });
    expect(await probe(contender('wasm', 0), contender('webgpu', 12))).toEqual({ backend: 'wasm', mistrusted: false });
  });

  test('never takes one whose numbers are wrong, however fast', async () => {
    const wrong = numbers.map((value) => -value);
    expect(await probe(contender('wasm', 12), contender('webgpu', 0, wrong))).toEqual({
      backend: 'wasm',
      mistrusted: true,
    });
  });
});
