// What the steps of opening a pack share, and what they try backends with.

import type { Gpu } from '../../gpu/device.ts';
import type { Contender } from '../backends/probe.ts';
import type { CodeTables } from '../decode/code-tables.ts';
import type { LoadedPack } from '../packs/load-pack.ts';
import type { BackendChoice } from '../protocol.ts';
import type { Codebook } from '../quantizer/quantizer.ts';
import type { OnnxRuntime } from '../runtime/onnx-runtime.ts';

export interface Opening {
  readonly pack: LoadedPack;
  readonly choice: BackendChoice;
  readonly runtime: OnnxRuntime;
  readonly gpu: Gpu | null;
  /** Of each level, coarsest first. */
  readonly codebooks: readonly Codebook[];
  readonly tables: CodeTables;
  /** For a person: why a wish was not followed. The steps add theirs. */
  readonly remarks: string[];
}

/** Runs one short piece when it is its turn among other work; rejects once nobody needs it any more. */
export type Turn = <T>(run: () => Promise<T>) => Promise<T>;

/** For what is opened before there is other work. */
export const atOnce: Turn = (run) => run();

export function inTurns<B extends string>({ backend, run }: Contender<B>, turn: Turn): Contender<B> {
  return { backend, run: () => turn(run) };
}

/** Deterministic numbers in [-1, 1): a probe must not depend on the day. */
export function noise(length: number): Float32Array {
  let seed = 1;
  return Float32Array.from({ length }, () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 31 - 1;
  });
}
