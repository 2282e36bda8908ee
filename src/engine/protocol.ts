// What crosses between the page and the engine's worker: plain data, and the errors that carry what to do.
import type { RgbaImage } from '../core/image.ts';
import type { TokenLayers } from '../core/levels.ts';
import type { Rect, Size } from '../core/rect.ts';
import type { CellChange, TokenGrid } from '../core/token-grid.ts';
import type { PriorEvent, PriorInfo, RemotePriors } from './prior/prior-protocol.ts';

export type Stage = 'encoder' | 'quantizer' | 'decoder';

/** Networks run on ONNX Runtime's `webgpu` or `wasm` provider; the quantizer on our kernels (`webgpu`) or the CPU (`wasm` means plain TypeScript there: `cpu`). */
export type NetworkBackend = 'webgpu' | 'wasm';
export type QuantizerBackend = 'webgpu' | 'cpu';

/** How well a code fits a cell: ‖z_e − e‖², or −log2 of the probability that the encoder gives it. */
export type FitMeasure = 'squared-distance' | 'bits';

export type DecoderKernelsKind = 'own' | 'onnx-runtime';

/** `auto` is decided by measurement, once an adapter. */
export interface BackendChoice {
  readonly encoder: 'auto' | NetworkBackend;
  readonly quantizer: 'auto' | QuantizerBackend;
  readonly decoder: 'auto' | NetworkBackend;
  /** Of priors that write token by token: the others run on WebAssembly. */
  readonly prior: 'auto' | NetworkBackend;
}

export interface BackendInUse {
  readonly encoder: NetworkBackend;
  readonly quantizer: QuantizerBackend;
  readonly decoder: NetworkBackend;
  /** Whether the decoder runs on our own kernels, which compute only what changes, or on ONNX Runtime. */
  readonly decoderKernels: DecoderKernelsKind;
  /** The WebGPU adapter's name, or null without one. */
  readonly adapter: string | null;
  /** True for an adapter that computes on the CPU. */
  readonly softwareAdapter: boolean;
  /** Threads of ONNX Runtime's wasm. */
  readonly threads: number;
  /** Why a wish or a GPU was not followed, in words for a person; null if nothing was. */
  readonly remark: string | null;
}

/** Milliseconds of each stage's last run; null before the first. */
export type StageTimings = Readonly<Record<Stage, number | null>>;

export interface FileProgress {
  readonly name: string;
  readonly loaded: number;
  readonly total: number;
}

export interface LoadProgress {
  readonly files: readonly FileProgress[];
  /** Where the files came from: all from the cache, or (some) over the network. */
  readonly cached: boolean;
}

/** What a pack's critic says of each patch of a picture: above 0 where it takes it for a photo. */
export interface Opinion extends Size {
  /** Row by row. */
  readonly values: Float32Array;
}

/** The 5th, 50th and 95th percentile of opinions on held-out pictures. */
interface OpinionRange {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** A pack as the engine needs it: its parsed manifest.json and where each of its files lies. */
export interface PackSource {
  readonly manifest: unknown;
  /** File name in the manifest → absolute URL. */
  readonly urls: Readonly<Record<string, string>>;
}

/** What the page learns of one of a pack's levels. */
interface LevelInfo {
  readonly name: string;
  readonly codebookSize: number;
  readonly codeDim: number;
  /** f: pixels a token, each way. */
  readonly downsample: number;
  /** The code that stands for nothing known of this level; null where the pack names none. */
  readonly meanCode: number | null;
  /** K×3: see core/projection.ts. */
  readonly similarityColours: Uint8Array;
}

/** What the page learns of a loaded pack. */
export interface PackInfo {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  /** Coarsest first. */
  readonly levels: readonly LevelInfo[];
  /** The finest level's f: sides of pictures are multiples of it. */
  readonly downsample: number;
  /** In tokens of the finest level each way, or null for a decoder that is decoded whole. */
  readonly receptiveField: number | null;
  /** How its critic speaks of photos and of reconstructions; null for a pack without one. */
  readonly critic: { readonly originals: OpinionRange; readonly reconstructions: OpinionRange } | null;
  /** Those that the engine can run. */
  readonly priors: readonly PriorInfo[];
  readonly inUse: BackendInUse;
}

export interface EncodeResult {
  /** Of each level, coarsest first. */
  readonly grids: readonly TokenGrid[];
  /** ‖z_e − e‖² of each cell of each level. */
  readonly distances: readonly Float32Array[];
  readonly encoderMs: number;
  readonly quantizerMs: number;
}

/** Decoded pixels of one rectangle (in pixels of the whole picture). */
export interface DecodedPatch {
  /** Changed cells (of the finest level) within this are shown once the patch is drawn. */
  readonly settles: Rect;
  readonly rect: Rect;
  readonly image: RgbaImage;
}

/** What a decode took. */
export interface DecodeWork {
  readonly decoderMs: number;
  /** Of our own kernels, those of padded channels included, and the least that gives the same; null for ONNX Runtime. */
  readonly multiplyAdds: { readonly done: number; readonly needed: number } | null;
}

export interface DecodeResult extends DecodeWork {
  /** The last part; those before it came as events. Null if there was nothing to decode. */
  readonly patch: DecodedPatch | null;
}

/** The one matrix that quantizing and looking up share. */
export interface CodebookVectors {
  readonly size: number;
  readonly dim: number;
  /** K×D, row by row. */
  readonly vectors: Float32Array;
}

/** What stands in the cells of a grid before, or in place of, codes. */
export interface Latents extends Size {
  /** [D, height · width]: channel by channel. */
  readonly values: Float32Array;
}

export interface NearestResult {
  /** Of all distances here. */
  readonly measure: FitMeasure;
  /** Of the code in the cell; null where no photo is encoded. */
  readonly distance: number | null;
  readonly alternatives: readonly { readonly code: number; readonly distance: number }[];
}

export interface CodeSearchRequest {
  /** The photo that was encoded last. */
  readonly image: RgbaImage;
  /** Of each level, coarsest first. */
  readonly grids: readonly TokenGrid[];
  /** Whose codes are searched. */
  readonly level: number;
  /** Its cells that may change; null for all. One whose code is none of the nearest few keeps it: someone chose that. */
  readonly cells: readonly number[] | null;
}

/** A step of the search for better codes. */
export interface CodeSearchProgress {
  /** Since the step before. */
  readonly changes: readonly CellChange[];
  /** Of the whole picture so far, in dB; the first step's is that of the grid as it came. */
  readonly psnr: number;
  readonly done: number;
  readonly total: number;
}

/** What the engine tells the page unasked. */
export type EngineEvent =
  | { readonly type: 'progress'; readonly progress: LoadProgress }
  | { readonly type: 'swatches'; readonly level: number; readonly image: RgbaImage }
  | { readonly type: 'patch'; readonly job: number; readonly patch: DecodedPatch }
  | { readonly type: 'codes-searched'; readonly job: number; readonly progress: CodeSearchProgress }
  /** Pictures can be encoded: a pack may be open before. */
  | { readonly type: 'encoder-opened'; readonly inUse: BackendInUse }
  /** The decoder began on our own kernels; what it runs on from now on is measured. */
  | { readonly type: 'decoder-settled'; readonly inUse: BackendInUse }
  | { readonly type: 'gpu-lost'; readonly reason: string }
  | PriorEvent;

/** The engine as it stands in the worker. `job` numbers are the caller's; `abort` names one. */
export interface RemoteEngine extends RemotePriors {
  /**
   * Who hears of events; before anything else is asked. A job's result waits until its last event was heard.
   *
   * @returns whether the worker holds its lock (worker-lock.ts)
   */
  listen(onEvent: (event: EngineEvent) => void | Promise<void>): Promise<boolean>;
  /** Brings a pack's files, its encoders' too, into memory while the open pack goes on working; `open` then takes them. */
  load(source: PackSource): Promise<void>;
  /**
   * Opens a pack in place of the one that was open, whose sessions end. The choice of backends is the worker's for life:
   * ONNX Runtime keeps its device.
   */
  open(source: PackSource, choice: BackendChoice): Promise<PackInfo>;
  /** Encodes and quantizes, once the encoders are there; keeps z_e for `nearest`. Sides must be multiples of the finest level's f. */
  encode(job: number, image: RgbaImage): Promise<EncodeResult>;
  /**
   * Decodes what the changed cells, of the finest level, can reach (null: everything); all parts but the last come as
   * `patch` events.
   */
  decode(job: number, grid: TokenLayers, changed: readonly number[] | null): Promise<DecodeResult>;
  /** The `count` codes nearest to a cell's z_e, or to `ownCode`'s vector where no photo is encoded. */
  nearest(job: number, query: NearestQuery): Promise<NearestResult>;
  codebook(job: number, level: number): Promise<CodebookVectors>;
  /** z_e of the photo encoded last. */
  latents(job: number, level: number): Promise<Latents>;
  /** Decodes vectors as they are, codes or not: the quantizer left out. */
  decodeLatents(job: number, latents: Latents): Promise<RgbaImage>;
  /**
   * Looks for codes with which the picture comes closer to the photo than with the nearest ones, by analysis by synthesis
   * (core/code-search.ts); all steps but the last come as `codes-searched` events.
   */
  searchCodes(job: number, request: CodeSearchRequest): Promise<CodeSearchProgress>;
  /** What the open pack's critic says of a picture; its file is fetched the first time. */
  opinion(job: number, image: RgbaImage): Promise<Opinion>;
  abort(job: number): void;
  /** Addresses of the scripts and wasm that the worker has fetched for itself, the encoders' runtime among them. */
  filesInUse(): Promise<readonly string[]>;
}

export interface NearestQuery {
  readonly level: number;
  readonly cell: number;
  /** The code now in the cell: its distance is told. */
  readonly code: number;
  /** The code that stands for z_e where the document has no photo. */
  readonly ownCode: number;
  readonly hasPhoto: boolean;
  readonly count: number;
}
