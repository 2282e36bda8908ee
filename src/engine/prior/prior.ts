// What every kind of prior can do, whatever its order of writing. Kinds: autoregressive.ts, masked.ts, pixelcnn.ts.
import type { InferenceSession } from 'onnxruntime-web';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import type { CellChange } from '../../core/token-grid.ts';
import { EngineError } from '../engine-error.ts';
import type { NetworkBackend } from '../protocol.ts';
import type { Condition, FillJob, Seen } from './prior-protocol.ts';
import type { Turns } from './turns.ts';

export interface Prior {
  readonly backend: NetworkBackend;
  /**
   * Writes new tokens into the open cells and keeps all others.
   *
   * @param onToken called with each token once it is settled
   */
  fill(job: FillJob, turns: Turns, onToken: (change: CellChange) => void): Promise<void>;
  /** The logits for one cell, given the cells that this kind of prior looks at. */
  distribution(seen: Seen, cell: number, condition: Condition, turns: Turns): Promise<CellLogits>;
  /** −log2 p of the token in each cell, in bits; each is told as it is known, in an order of the kind's own. */
  surprise(seen: Seen, condition: Condition, turns: Turns, onBits: (cell: number, bits: number) => void): Promise<void>;
  dispose(): Promise<void>;
}

/** @throws EngineError `pack-invalid` where the graph gives no such output */
export function numbersOf(result: InferenceSession.ReturnType, name: string): Float32Array {
  const data = result[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new EngineError('pack-invalid', `This prior has no float32 output named "${name}".`);
}

/** Whether no condition is told. */
export function isAny(condition: Condition, conditions: readonly { readonly any: number }[]): boolean {
  return conditions.every(({ any }, i) => condition[i] === any);
}
