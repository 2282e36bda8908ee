// What the tour knows, and what its steps can ask for. A small store of its own: it opens a photo beside the app's
// documents and never writes them.
import type { RgbaImage } from '../../core/image.ts';
import type { OpinionScale } from '../../core/metrics/opinion-map.ts';
import type { CellLogits } from '../../core/sampling/distribution.ts';
import type { CellChange, TokenGrid } from '../../core/token-grid.ts';
import type { DistributionRequest, FillRequest } from '../../engine/prior/prior-protocol.ts';
import type { CodebookVectors, FileProgress, Latents, LoadProgress, Opinion, PackInfo } from '../../engine/protocol.ts';
import type { Preferences } from '../state.ts';
import type { TwoLevels } from './two-levels.ts';

export type { FillRequest, PriorInfo } from '../../engine/prior/prior-protocol.ts';
export type { CodebookVectors, Latents, Opinion } from '../../engine/protocol.ts';
export type { DecodedLevels, LevelOfPhoto, LevelsWritten, TwoLevels } from './two-levels.ts';

/** A photo as the encoder sees it. */
export interface TourPhoto {
  readonly name: string;
  readonly image: RgbaImage;
  /** Of the file as it was brought. */
  readonly bytes: number;
}

/** A pack that is open, with what the steps draw of it. */
export interface TourModel {
  readonly pack: PackInfo;
  readonly codebook: CodebookVectors;
  /** What each code looks like alone; null for a pack without an atlas. */
  readonly swatches: RgbaImage | null;
}

/** A photo and what the open pack makes of it. Values are never changed in place. */
export interface TourPicture {
  readonly photo: TourPhoto;
  readonly grid: TokenGrid;
  /** ‖z_e − e‖² of each cell. */
  readonly distances: Float32Array;
  readonly zE: Latents;
  /** Decoded from the codes. */
  readonly reconstruction: RgbaImage;
}

/** Plain numbers for each cell, of an encoder that knows no codes. */
export interface PlainLatents extends Latents {
  /** Numbers of a cell. */
  readonly dim: number;
}

/** A photo by the pack without a critic, and what the critic of the other one says. */
export interface Judged {
  readonly rival: RgbaImage;
  readonly opinions: Readonly<Record<'photo' | 'rival' | 'own', Opinion>>;
  /** How its opinions are coloured. */
  readonly scale: OpinionScale;
}

/** What writes codes, and shows them. Calls with a signal reject with an EngineError `aborted` once it fires. */
export interface Writer {
  decodeGrid(grid: TokenGrid, signal?: AbortSignal): Promise<RgbaImage>;
  /** @param onTokens hears of all codes, a few at a time */
  fill(request: FillRequest, onTokens: (changes: readonly CellChange[]) => void, signal?: AbortSignal): Promise<void>;
}

export interface TourState {
  /** Null until it is read; then at once, long before the model. */
  readonly photo: TourPhoto | null;
  readonly model: TourModel | null;
  /** Null while the photo waits for the model. */
  readonly picture: TourPicture | null;
  readonly progress: LoadProgress | null;
  /** A prior's file on its way. */
  readonly priorFile: FileProgress | null;
  /** The model could not be opened, or has ended. */
  readonly failed: boolean;
  /** What went wrong last, in words for a person. */
  readonly problem: string | null;
  readonly theme: Preferences['theme'];
}

/** Calls with a signal reject with an EngineError `aborted` once it fires; all of them reject with what the engine says. */
export interface TourActions extends Writer {
  openFile(file: File): Promise<void>;
  openSample(id: string): Promise<void>;
  /** Tells the person of a failure, unless newer work only overtook it. */
  report(error: unknown): void;
  dismissProblem(): void;
  /** Tries again to open the model. */
  startAgain(): void;
  /** `decoded` with the pixels that the changed cells can reach decoded anew. */
  decodeChanges(
    grid: TokenGrid,
    changed: readonly number[],
    decoded: RgbaImage,
    signal?: AbortSignal,
  ): Promise<RgbaImage>;
  decodeLatents(latents: Latents, signal?: AbortSignal): Promise<RgbaImage>;
  distribution(request: DistributionRequest, signal?: AbortSignal): Promise<CellLogits>;
  /** The latents of an autoencoder without a codebook, which opens in a worker of its own. */
  plainLatents(image: RgbaImage): Promise<PlainLatents>;
  decodePlain(latents: Latents): Promise<RgbaImage>;
  /** Nobody looks at it any more. */
  endPlain(): void;
  /** The pack of two levels with the photo on both, in an engine of its own that ends with the signal. */
  twoLevels(image: RgbaImage, signal: AbortSignal): Promise<TwoLevels>;
  /** The photo also by the pack that was trained without a critic, in an engine of its own; and the critic on both. */
  judged(image: RgbaImage, own: RgbaImage, signal: AbortSignal): Promise<Judged>;
}
