// What the store holds, and the actions that change it. No pixels, tensors or GPU buffers: pictures lie in surfaces.ts.

import type { Brush } from '../core/brush.ts';
import type { CellMask, Point } from '../core/cell-mask.ts';
import type { Patch } from '../core/patch.ts';
import type { Rect, Size } from '../core/rect.ts';
import type { TokenGrid } from '../core/token-grid.ts';
import type { Viewport } from '../core/viewport.ts';
import type { BackendChoice, BackendInUse, FitMeasure, LoadProgress, StageTimings } from '../engine/protocol.ts';
import type { SamplePicture } from './atlas/sample-pictures.ts';
import type { Compared } from './compare/compare.ts';
import type { CriticState } from './critic/critic-state.ts';
import type { PacksState } from './packs/packs-state.ts';
import type { PriorActions, PriorState } from './prior/prior-state.ts';

export type { BackendChoice, BackendInUse, FitMeasure, Stage } from '../engine/protocol.ts';

/** A point in cell units of the token grid: (2.5, 0.5) is the centre of the third cell of the first row. */
export type GridPoint = Point;

export const tools = [
  'brush',
  'stamp',
  'blend',
  'erase',
  'bucket',
  'replace',
  'eyedropper',
  'line',
  'rectangle',
  'select-rectangle',
  'select-lasso',
  'select-brush',
  'pan',
] as const;
export type Tool = (typeof tools)[number];

/** How large a photo becomes: its short side in pixels. */
export const photoSizes = [128, 256, 384, 512] as const;
export type PhotoSize = (typeof photoSizes)[number];

/** The photo that a document was made from. */
export interface PhotoInfo extends Size {
  /** Of the file as it was brought, before crop and fit. */
  readonly source: Size;
  readonly bytes: number;
  readonly mediaType: string;
  /** In source pixels; null for the whole picture. */
  readonly crop: Rect | null;
  readonly shortSide: PhotoSize;
}

/** One token grid's place in a document, and what it was before anybody painted. */
export interface DocumentLevel {
  readonly name: string;
  readonly codebookSize: number;
  /** f: pixels a token, each way. */
  readonly downsample: number;
  /** The codes that the photo itself gets; "erase" paints them back. Of a grid without a photo: as it was opened. */
  readonly own: TokenGrid;
  /** The code that stands for nothing known of this level; null where the pack names none. */
  readonly meanCode: number | null;
}

export interface DocumentInfo {
  readonly id: string;
  readonly name: string;
  readonly packId: string;
  /** Coarsest first; of most packs one. */
  readonly levels: readonly DocumentLevel[];
  /** Null for a grid that came without a picture (a link, a .tokens.json). */
  readonly photo: PhotoInfo | null;
  /** Set while its own codes and the picture are a stored result or a guess that the live model has not replaced yet. */
  readonly provisional: boolean;
  /** Id of the sample whose stored result it began as. */
  readonly sample?: string;
  /** Set while it is an empty picture for the prior to write on, of which nothing was accepted yet. */
  readonly blank?: true;
}

/** One line of the shelf of open pictures. */
export interface ShelfEntry {
  readonly id: string;
  readonly name: string;
  /** A small PNG as a data URL; empty where there is no picture yet. */
  readonly thumbnail: string;
  /** A photo that nobody painted on: it makes room when the shelf is full. */
  readonly untouched: boolean;
}

/** A patch that was pasted or lifted and is not set down yet. */
export interface Floating {
  readonly patch: Patch;
  /** Cell of the patch's upper left corner; may lie outside the grid. */
  readonly at: GridPoint;
}

/** What the inspector shows of one cell. */
export interface Inspection {
  readonly cell: number;
  readonly code: number;
  /** Of all distances here: squared Euclidean in the codebook's space, or −log2 of a code's probability in bits. */
  readonly measure: FitMeasure;
  /** Null where no photo is encoded. */
  readonly distance: number | null;
  /** The codes that fit the photo best there (that are most like the own code where there is no photo), best first. */
  readonly alternatives: readonly { readonly code: number; readonly distance: number }[];
}

export interface View {
  /** `opinion`: both pictures split, under the critic's map; as `split` where the pack has no critic. */
  readonly mode: 'original' | 'split' | 'reconstruction' | 'error' | 'opinion';
  /** The token grid drawn over the picture, beside it, or not at all. */
  readonly tokens: 'beside' | 'over' | 'hidden';
  /** Cells filled with colours in which similar codes are similar, or with what each code looks like alone. */
  readonly tokenFill: 'similarity' | 'swatch';
  /** Where the divider stands, 0 to 1 of the picture's width. */
  readonly divider: number;
  readonly gridLines: boolean;
  readonly smoothing: boolean;
  /** Marks the pixels that the last edit changed. */
  readonly changedPixels: boolean;
}

interface Statistics {
  /** dB; Infinity where the pictures are equal. */
  readonly psnr: number;
  readonly ssim: number;
}

interface CodeSearchState {
  /** How much of it is done, 0 to 1. */
  readonly share: number;
  /** dB when it began and now; null before the first decode. */
  readonly psnr: { readonly before: number; readonly now: number } | null;
}

export interface EngineStatus {
  readonly phase: 'starting' | 'loading' | 'ready' | 'restarting' | 'failed';
  readonly progress: LoadProgress | null;
  readonly inUse: BackendInUse | null;
  /** Whether pictures can be encoded: a pack can be painted with before. */
  readonly encoderOpen: boolean;
  readonly timings: StageTimings;
  /** A picture is being encoded that someone waits for. */
  readonly encoding: boolean;
}

export interface Notice {
  readonly id: number;
  readonly kind: 'error' | 'info' | 'success';
  readonly title: string;
  readonly detail?: string;
  /** The file that the title names has failed: others may have failed by the same cause. */
  readonly ofFile?: boolean;
  readonly offer?: NoticeOffer;
}

/** What a notice offers to do: bring a deleted picture back, or download the records that could not be read. */
export type NoticeOffer = 'set-aside' | { readonly undoDelete: string };

export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly backends: BackendChoice;
  readonly shortSide: PhotoSize;
  /** What shows through transparent pictures: a CSS hex colour. */
  readonly alphaBackground: string;
}

interface CodeColours {
  /** Of each level the similarity colours, below those of the level in hand. */
  readonly ofLevels: readonly Uint8Array[];
  /** K×3 sRGB: a projection of the codebook; similar codes have similar colours. */
  readonly similarity: Uint8Array;
  /** K×3 sRGB: what each code looks like alone, on average. */
  readonly looks: Uint8Array;
}

/** A picture that waits for the model: it is on screen as it is until the model can show it. */
export interface ComingPicture {
  readonly name: string;
  /** An object URL of its file, for as long as it waits. */
  readonly url: string;
}

export interface TesseraState {
  readonly document: DocumentInfo | null;
  /** The committed grid of each of the document's levels. What is on screen is `visibleGrids(state)`. */
  readonly grids: readonly TokenGrid[];
  /**
   * The level in hand: what is painted on, selected and inspected. Cells, codes, patches and masks of this state are
   * of this level.
   */
  readonly level: number;
  /** The picture shows what the level in hand says alone: all other levels are decoded as codes that say nothing. */
  readonly alone: boolean;
  readonly selection: CellMask | null;
  /** The grid as the gesture in progress leaves it; null between gestures. */
  readonly draft: TokenGrid | null;
  /** All levels as the prior's proposal in view leaves them; null without one. */
  readonly proposed: readonly TokenGrid[] | null;
  /** The selection as the gesture in progress draws it. */
  readonly draftSelection: CellMask | null;
  /** The lasso's outline while it is drawn. */
  readonly lasso: readonly GridPoint[] | null;
  readonly floating: Floating | null;
  readonly clipboard: Patch | null;
  readonly shelf: readonly ShelfEntry[];
  readonly coming: ComingPicture | null;

  readonly tool: Tool;
  readonly brush: Brush;
  readonly foreground: number;
  readonly background: number;
  /** Latest first, 9 at most. */
  readonly recentCodes: readonly number[];

  readonly view: View;
  /** Null: the picture is fitted to its pane. */
  readonly viewport: Viewport | null;
  /** The cell under the pointer. */
  readonly hoveredCell: number | null;
  /** The code under the pointer in the palette or inspector: its cells light up. */
  readonly hoveredCode: number | null;
  /** The keyboard's cell cursor. */
  readonly cursor: number | null;
  readonly inspection: Inspection | null;

  readonly packs: PacksState;
  readonly codeColours: CodeColours | null;
  readonly statistics: Statistics | null;
  /** The search for better codes under way; null without one. */
  readonly codeSearch: CodeSearchState | null;
  readonly critic: CriticState;
  readonly prior: PriorState;
  readonly engine: EngineStatus;
  readonly notices: readonly Notice[];
  readonly preferences: Preferences;
}

export interface GestureOptions {
  /** Alt held: pick the code under the pointer, whatever the tool. */
  readonly pick?: boolean;
  /** Shift held: selections add to what is selected; a line's or rectangle's sides are constrained. */
  readonly extend?: boolean;
  /** Ctrl or Cmd held: selections subtract. */
  readonly subtract?: boolean;
  /** A pen's other end: the photo's own codes, whatever the tool. */
  readonly erase?: boolean;
}

/** What the photo is compared by. */
interface CompareChoice {
  readonly packs: readonly { readonly id: string; readonly packId: string; readonly searched: boolean }[];
  /** Packs of plain numbers, each number rounded to so many bits. */
  readonly continuous: readonly { readonly id: string; readonly packId: string; readonly bits: number }[];
  /** The most that a pack took which was compared before. */
  readonly knownBytes: number;
}

/** Every action reports its own failures as notices: none of them throws or rejects. */
export interface TesseraActions {
  openFile(file: Blob, name?: string): Promise<void>;
  /** Opens each of several files; the last one stays on screen. */
  openFiles(files: readonly File[]): Promise<void>;
  openSample(id: string): Promise<void>;
  /** Opens what a link’s fragment (`#t1=…` and later) holds; false where the fragment is none of ours. */
  openFragment(fragment: string): Promise<boolean>;
  openShelf(id: string): Promise<void>;
  /** Deletes a picture; a notice offers to bring it back. */
  deletePicture(id: string): Promise<void>;
  undoDelete(id: string): Promise<void>;
  /** Records in this browser that are no pictures of ours, as one file; null where there are none. */
  setAsideFile(): Promise<Blob | null>;
  /** Shows the open picture by another pack; what was painted with the present one stays with that. */
  changePack(id: string): Promise<void>;
  /** The open photo by each of the packs, and by the browser's encoders at the same bytes, result by result. */
  comparePacks(choice: CompareChoice, onResult: (result: Compared) => void, signal: AbortSignal): Promise<void>;
  /** The sample photos in the codes of the pack on screen, one by one. */
  samplePictures(onPicture: (picture: SamplePicture) => void, signal: AbortSignal): Promise<void>;
  /** Looks up which packs lie in this browser already. */
  findDownloadedPacks(): Promise<void>;
  /** Crops and scales the current document's source again. */
  refit(options: { crop: Rect | null; shortSide: PhotoSize }): Promise<void>;
  /** The current document's source as brought, for the crop box; null where there is none. Revoke the URL after use. */
  sourceUrl(): Promise<string | null>;

  setTool(tool: Tool): void;
  setBrush(brush: Partial<Brush>): void;
  /** Sets the foreground code and remembers it as recent. */
  pickCode(code: number): void;
  pickBackground(code: number): void;
  swapCodes(): void;

  beginGesture(point: GridPoint, options?: GestureOptions): void;
  /** All points since the last call, in order. */
  moveGesture(points: readonly GridPoint[], options?: GestureOptions): void;
  endGesture(): void;
  cancelGesture(): void;

  undo(): void;
  redo(): void;
  copy(): void;
  cut(): void;
  /** Sets the clipboard's patch floating, above the selection or in the middle. */
  paste(): void;
  /** Sets a floating patch down: one undo step. */
  placeFloating(): void;
  discardFloating(): void;
  flip(axis: 'horizontal' | 'vertical'): void;
  nudge(dx: number, dy: number): void;
  selectAll(): void;
  selectNone(): void;
  invertSelection(): void;
  /** Every cell of the selection (of the whole grid without one) gets the code. */
  fill(code: number): void;
  /** The selection's cells, or all of the level in hand, back to the photo's own codes. */
  restoreOwn(scope?: 'selection' | 'level'): void;
  /**
   * Looks among the nearest codes of each cell (of the selection's, if there is one) for those with which the picture comes
   * closest to the photo; what was painted stays. One undo step.
   */
  findBetterCodes(): Promise<void>;
  /** What was found so far stays. */
  stopFindingCodes(): void;
  /** Takes another level in hand. */
  takeLevel(level: number): void;
  /** Whether the picture shows the level in hand alone: a view, which changes no grid. */
  showAlone(alone: boolean): void;
  /** Every cell of `from` becomes `to`, within the selection if there is one. */
  replaceCode(from: number, to: number): void;

  hoverCell(cell: number | null): void;
  hoverCode(code: number | null): void;
  moveCursor(dx: number, dy: number): void;
  setCursor(cell: number | null): void;
  /** Uses the tool at the cell cursor. */
  applyAtCursor(): void;
  setCell(cell: number, code: number): void;

  setView(view: Partial<View>): void;
  setViewport(viewport: Viewport | null): void;
  setPreferences(preferences: Partial<Preferences>): void;
  dismissNotice(id: number): void;
  notify(notice: Omit<Notice, 'id'>): void;
  restartEngine(): void;

  readonly prior: PriorActions;

  /** The reconstruction with its token grid embedded. */
  exportPng(): Promise<Blob | null>;
  exportTokensJson(): Blob | null;
  /** A link that holds the whole grid in its fragment. */
  shareLink(): string | null;
}
