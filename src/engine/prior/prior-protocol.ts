// What crosses between the page and the worker for the priors: plain data.
import type { ConditionChoice } from '../../core/sampling/condition.ts';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import type { Shaping } from '../../core/sampling/truncation.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import type { FileProgress, NetworkBackend } from '../protocol.ts';

/** One index for each of the prior's conditions: a value's, or "any". */
export type Condition = readonly number[];

/**
 * Writes in raster order, each cell given those before it (by a transformer, or by convolutions over a few rows); or in a
 * few steps, each given all that is known around it.
 */
export type PriorKind = 'autoregressive' | 'masked' | 'pixelcnn';

/** What the page learns of a prior that the pack brings and the engine can run. */
export interface PriorInfo {
  readonly id: string;
  readonly kind: PriorKind;
  /** The level whose tokens it writes: an index, coarsest first. */
  readonly level: number;
  /** The coarser level that it must be told; null for one that is told none. */
  readonly above: number | null;
  /** Cells of the grids that it was trained on. */
  readonly width: number;
  readonly height: number;
  readonly conditions: readonly ConditionChoice[];
  /** Of its file, fetched at the first use. */
  readonly bytes: number;
}

export interface FillOptions extends Shaping {
  readonly condition: Condition;
  /** 32-bit integer; the same seed gives the same tokens. */
  readonly seed: number;
  /** 1 follows the condition as trained, more than 1 beyond it: see core/sampling/softmax.ts. */
  readonly guidance: number;
  /** In how many steps a masked prior writes. */
  readonly steps: number;
}

/** What a prior is asked about. */
export interface Seen {
  readonly grid: TokenGrid;
  /** The same picture's tokens of the coarser level that the prior is told, if it is told one. */
  readonly above?: TokenGrid | null;
}

/** Cells to write, some of them written already: a run that goes on gives the tokens of one that was never stopped. */
export interface FillJob extends Seen {
  /** With what is written so far; all but the open cells are kept. */
  readonly grid: TokenGrid;
  /** All cells that the whole job writes, ascending. */
  readonly cells: readonly number[];
  /** Those of them that are not written yet, ascending. */
  readonly open: readonly number[];
  /** Rest once so many cells are written in this run (a masked prior ends its step first). */
  readonly limit: number;
  readonly options: FillOptions;
}

export interface FillRequest extends FillJob {
  readonly prior: string;
}

export interface DistributionRequest extends Seen {
  readonly prior: string;
  readonly cell: number;
  readonly condition: Condition;
}

export interface SurpriseRequest extends Seen {
  readonly prior: string;
  readonly condition: Condition;
}

export interface FillResult {
  /** All that was written, in that order. */
  readonly changes: readonly CellChange[];
  readonly milliseconds: number;
}

/** What comes while a prior's job is under way, a few cells at a time. */
export type PriorEvent =
  | { readonly type: 'prior-file'; readonly file: FileProgress }
  | { readonly type: 'prior-opened'; readonly backend: NetworkBackend }
  | { readonly type: 'prior-tokens'; readonly job: number; readonly changes: readonly CellChange[] }
  | {
      readonly type: 'prior-bits';
      readonly job: number;
      readonly cells: readonly number[];
      readonly bits: readonly number[];
    };

/** The part of the engine that concerns priors; `job` numbers are the caller's, and `abort` ends them. */
export interface RemotePriors {
  /** Writes new tokens into cells; they come as `prior-tokens` events. */
  fill(job: number, request: FillRequest): Promise<FillResult>;
  distribution(job: number, request: DistributionRequest): Promise<CellLogits>;
  /** Bits of each cell's token under the prior; they come as `prior-bits` events. */
  surprise(job: number, request: SurpriseRequest): Promise<Float32Array>;
}
