// What the store holds of the prior at work: its settings, what it proposes, and what it was asked about the picture.

import type { Size } from '../../core/rect.ts';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import type { Shaping } from '../../core/sampling/truncation.ts';
import { defaultGuidance } from '../../core/sampling/usual-guidance.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { PriorInfo, PriorKind } from '../../engine/prior/prior-protocol.ts';
import type { FileProgress, NetworkBackend } from '../../engine/protocol.ts';
import type { Proposal } from './proposal.ts';

export type { PriorInfo, PriorKind } from '../../engine/prior/prior-protocol.ts';

export interface PriorSettings extends Shaping {
  /** One index for each of the prior's conditions. */
  readonly condition: readonly number[];
  readonly seed: number;
  readonly guidance: number;
  /** In how many steps a masked prior writes, 1 to `mostSteps`. */
  readonly steps: number;
  /** The kind that was chosen last, for packs that bring both. */
  readonly kind: PriorKind;
  /** What is written on a level has all that lies beneath it, on finer levels, written anew. */
  readonly beneath: boolean;
}

export const mostSteps = 16;

/** A job of the prior that is under way. */
export interface PriorRun {
  readonly kind: 'write' | 'surprise';
  /** The level that it has come to, where it goes through several. */
  readonly level: number | null;
  readonly done: number;
  readonly total: number;
  /** Cells a second so far; null until there is something to say. */
  readonly perSecond: number | null;
}

/** How unlikely the prior finds a picture. */
interface Surprise {
  readonly grid: TokenGrid;
  /** The coarser level that the prior was told; null for one that is told none. */
  readonly above: TokenGrid | null;
  readonly kind: PriorKind;
  /** −log2 p of each cell's token, in bits; NaN while it is not known. */
  readonly bits: Float32Array;
  /** How many of the cells are known. */
  readonly known: number;
  /** Of the known cells. */
  readonly total: number;
}

/** What the prior expects in one cell. */
interface Expectation {
  readonly cell: number;
  readonly logits: CellLogits;
}

export interface PriorState {
  /** Those of the pack that can run. */
  readonly available: readonly PriorInfo[];
  /** The one at work, on the level in hand. Null until the pack is open, and where it brings none for that level. */
  readonly info: PriorInfo | null;
  /** What the prior that was opened last runs on; null before the first. */
  readonly backend: NetworkBackend | null;
  /** Tokens each way that a token's pixels depend on; null where all depend on all, or before the pack is open. */
  readonly reach: number | null;
  readonly settings: PriorSettings;
  /** What the person is about to ask for. */
  readonly task: PriorTask;
  /** While the prior's file is on its way. */
  readonly file: FileProgress | null;
  readonly run: PriorRun | null;
  readonly proposals: readonly Proposal[];
  /** Which of the proposals is on screen. */
  readonly shown: number;
  readonly surprise: Surprise | null;
  /** The heat-map of `surprise` lies over the picture. */
  readonly surpriseShown: boolean;
  /** It is measured again after each edit, once the hand is at rest. */
  readonly surpriseFollows: boolean;
  /** The prior is asked about each cell that the inspector is about. */
  readonly looking: boolean;
  readonly expectation: Expectation | null;
}

export type PriorTask = 'generate' | 'complete' | 'regenerate';

/** How far a run writes before it rests: a token (a step of a masked prior), a row, everything. */
export type Until = 'token' | 'row' | 'end';

/** Every action reports its own failures as notices: none of them throws or rejects. */
export interface PriorActions {
  /** Which of the pack's priors is at work from now on. */
  choose(id: string): void;
  setTask(task: PriorTask): void;
  setSettings(change: Partial<PriorSettings>): void;
  /** Writes a new document of so many pixels; null writes the open one. All of its levels, coarsest first. */
  generate(pixels: Size | null, variations: number): Promise<void>;
  /** Keeps the first rows of the level in hand and writes the cells after them. */
  complete(keptRows: number, until: Until): Promise<void>;
  /** Writes the selected cells anew. */
  regenerate(variations: number): Promise<void>;
  /** Goes on with the proposal on screen. */
  proceed(until: Until): Promise<void>;
  /** Takes the last token of the proposal on screen back, or a masked prior's last step. */
  stepBack(): void;
  /** The same cells once more, by the prior that is chosen now, with another seed. */
  another(): Promise<void>;
  /** Ends whatever the prior is doing; what it has written so far stays proposed. */
  stop(): void;
  show(index: number): void;
  /** Makes the proposal on screen the picture: one undo step. */
  accept(): void;
  /** Drops all proposals: the picture is what it was. */
  reject(): void;
  /** Another picture comes: a new one that was written stays as it is, other proposals are dropped. */
  leave(): void;
  measureSurprise(): Promise<void>;
  showSurprise(shown: boolean): void;
  followEdits(follows: boolean): void;
  look(looking: boolean): void;
}

export const initialPrior: PriorState = {
  available: [],
  info: null,
  backend: null,
  reach: null,
  settings: {
    condition: [],
    seed: 1,
    temperature: 1,
    topK: null,
    topP: 0.95,
    // With a class told, samples at 1 are seldom recognised as of it (models/recipe/README.md).
    guidance: defaultGuidance,
    steps: 8,
    kind: 'autoregressive',
    beneath: true,
  },
  task: 'generate',
  file: null,
  run: null,
  proposals: [],
  shown: 0,
  surprise: null,
  surpriseShown: false,
  surpriseFollows: false,
  looking: false,
  expectation: null,
};
