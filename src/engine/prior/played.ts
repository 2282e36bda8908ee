// For the tests of priors whose model is played: grids and holes of all sizes, and a session that answers by a function.
// Imported by tests only.
import fc from 'fast-check';
import type { InferenceSession } from 'onnxruntime-web';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';
import type { Turns } from './turns.ts';

/** It is always one's turn. */
export const atOnce: Turns = { run: (step) => step(), rest: () => undefined };

/** @param codebookSize the number of codes in them */
export function gridsOf(codebookSize: number): fc.Arbitrary<TokenGrid> {
  return fc
    .record({ width: fc.integer({ min: 1, max: 20 }), height: fc.integer({ min: 1, max: 20 }) })
    .chain(({ width, height }) =>
      fc
        .array(fc.nat(codebookSize - 1), { minLength: width * height, maxLength: width * height })
        .map((tokens) => ({ width, height, tokens: Int32Array.from(tokens) })),
    );
}

/** Grids, and some of their cells, ascending. */
export function holesOf(codebookSize: number): fc.Arbitrary<{ grid: TokenGrid; cells: number[] }> {
  const places = fc.array(fc.nat(399), { minLength: 1 });
  return fc.record({ grid: gridsOf(codebookSize), places }).map(({ grid, places }) => ({
    grid,
    cells: [...new Set(places.map((place) => place % grid.tokens.length))].sort((a, b) => a - b),
  }));
}

/**
 * A model with inputs `t`, `c` and, where it is told a coarser level, `a`; and the output `l`.
 * @returns what a prior is made of, and all tokens that it has been shown so far, look by look: its own and those above
 */
export function playSession(logitsOf: (tokens: Int32Array, condition: number, above?: Int32Array) => Float32Array) {
  const looks: Int32Array[] = [];
  const looksAbove: Int32Array[] = [];
  const runtime = { int32: (data: Int32Array) => ({ data }) } as unknown as OnnxRuntime;
  const session = {
    run: async (feeds: Record<string, { data: Int32Array }>) => {
      looks.push(feeds.t!.data.slice());
      if (feeds.a) looksAbove.push(feeds.a.data.slice());
      return { l: { data: logitsOf(feeds.t!.data, feeds.c!.data[0]!, feeds.a?.data) } };
    },
    release: async () => undefined,
  } as unknown as InferenceSession;
  return { runtime, session, looks, looksAbove };
}
