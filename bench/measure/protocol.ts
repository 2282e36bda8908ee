// What the page and its worker say to each other, and what a report holds.
import type { Spread } from '../statistics.mjs';

/** N vectors against K codes of D numbers. */
export interface Shape {
  readonly rows: number;
  readonly size: number;
  readonly dim: number;
}

export interface BenchRequest {
  /** Milliseconds that one contender may take at one shape; what takes longer is not run, and says so. */
  readonly budgetMs: number;
  readonly shapes: readonly Shape[];
}

export interface Machine {
  readonly adapter: string;
  /** The CPU plays GPU: figures compare kernels there, not GPUs. */
  readonly software: boolean;
  readonly features: readonly string[];
  readonly browser: string;
  readonly processors: number;
  /** Whether ONNX Runtime may use several threads. */
  readonly isolated: boolean;
  /** Whether GPU time is measured, by timestamp queries. */
  readonly timestamps: boolean;
  readonly maxBindingBytes: number;
  readonly peers: Readonly<Record<string, string>>;
}

/** Milliseconds of a call. */
export interface Timing {
  /** From the first call's start to the last one's end, over the number of calls; calls follow one another at once. */
  readonly wall: Spread;
  /** Of the compute passes; null without timestamp queries, and for what does not run on the GPU. */
  readonly gpu: Spread | null;
}

/** Multiply-adds a second, bytes a second. */
export interface LimitRow {
  readonly kind: 'limit';
  readonly name: 'fused multiply-add' | 'copy';
  readonly unit: 'multiply-adds/s' | 'bytes/s';
  readonly perSecond: number;
  readonly detail: string;
  readonly timing: Timing;
}

export type Outcome =
  | { readonly type: 'measured'; readonly timing: Timing }
  /** Its codes are not the nearest: nothing was timed. */
  | { readonly type: 'wrong'; readonly why: string }
  /** It needs what the adapter does not have. */
  | { readonly type: 'unfit'; readonly why: string }
  /** It would take longer than the budget. */
  | { readonly type: 'not-run'; readonly why: string }
  | { readonly type: 'failed'; readonly why: string };

export interface NearestCodeRow {
  readonly kind: 'nearest-code';
  readonly shape: Shape;
  readonly contender: string;
  readonly ours: boolean;
  /** How it went about it, such as the variant that was chosen. */
  readonly detail: string | null;
  readonly outcome: Outcome;
  /** What it took of the GPU at its height beyond z_e and the codebook; null where it does not use the GPU, or never ran. */
  readonly workingBytes: number | null;
  /** Rows whose code is another than float64's, all of them near-ties, and rows compared. */
  readonly nearTies: { readonly rows: number; readonly compared: number } | null;
}

export type BenchRow = LimitRow | NearestCodeRow;

export interface Report {
  readonly format: 'tessera-bench';
  readonly version: 1;
  readonly date: string;
  readonly machine: Machine;
  readonly budgetMs: number;
  /** False if it was stopped, or failed, before the end. */
  readonly complete: boolean;
  readonly rows: readonly BenchRow[];
}

export type BenchEvent =
  | { readonly type: 'machine'; readonly machine: Machine }
  | { readonly type: 'progress'; readonly done: number; readonly total: number; readonly activity: string }
  | { readonly type: 'row'; readonly row: BenchRow }
  | { readonly type: 'end'; readonly complete: boolean }
  | { readonly type: 'failed'; readonly message: string };

export type BenchCommand = { readonly type: 'start'; readonly request: BenchRequest } | { readonly type: 'stop' };
