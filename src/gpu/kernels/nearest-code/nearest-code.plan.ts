// Which variant of nearest-code runs, over how many splits of the codebook, on how many workgroups. Pure arithmetic.
import type { CodebookShape } from '../../codebook.ts';

/**
 * - `rows`: barrier-free, four rows × four codes a thread; for little work, and wherever barriers are slow.
 * - `quads`: the same with 16 codes and loads shared by four threads; for little work on software adapters with subgroups.
 * - `held`: vectors stay in a thread's memory and codes pass them, all written out for D; for software adapters alone.
 * - `tiled`: workgroup memory and 8×4 register blocks; for large N·K on a real GPU.
 * - `wide`: the same with 8×8 register blocks; where registers are many and workgroup memory is slow. Only a tuner picks it.
 * - `naive`: one row a thread, one code at a time; the peer that the others are measured against.
 */
export type NearestCodeVariant = (typeof nearestCodeVariants)[number];
export const nearestCodeVariants = ['rows', 'quads', 'held', 'tiled', 'wide', 'naive'] as const;

/** What a tuner found: the variant, and about how many ranges of the codebook if not the plan's own guess. */
export interface Tuning {
  readonly variant: NearestCodeVariant;
  readonly splits?: number;
}

export interface NearestCodePlan {
  readonly variant: NearestCodeVariant;
  /** The codebook is cut into this many ranges; each gives its best code for a row, and the last pass compares. */
  readonly splits: number;
  readonly blocks: number;
  readonly blocksPerSplit: number;
  /** Workgroups along the rows; the splits are the second dimension. */
  readonly rowGroups: number;
  /** Threads of a workgroup; those of the tiled variants form a square. */
  readonly threads: number;
  /** Quads of dimensions that the tiled variants hold in workgroup memory at a time. */
  readonly sliceQuads: number;
}

export interface PlanRequest extends CodebookShape {
  readonly rows: number;
  readonly software: boolean;
  readonly subgroups: boolean;
  readonly variant?: NearestCodeVariant;
  /** Cuts the codebook into about this many ranges. */
  readonly splits?: number;
}

/** The tiled variants' workgroup is `tileSide`² threads. */
export const tileSide = 16;

/** Calls whose rows differ by less than a factor of two are alike: ⌈log₂ rows⌉. */
export function rowClass(rows: number): number {
  return Math.ceil(Math.log2(Math.max(1, rows)));
}

/** How a thread of variant `held` goes about a codebook of D numbers a code. */
export interface HeldTiling {
  /** Rows of a thread. */
  readonly rows: number;
  /** Of these, so many are summed at a time: their sums stay in registers. It divides `rows`. */
  readonly rowsOfTile: number;
  /** D, filled up with zeros to what a fetch brings. */
  readonly paddedDim: number;
  /** A fetch brings 16 dimensions of one code, 8 of two or 4 of four. */
  readonly codesAtOnce: 1 | 2 | 4;
}

/** What is written out for a code is to stay in a CPU's cache for instructions, of 32 KiB: at most so many multiply-adds. */
const heldSteps = 1320;

/** Comparing a sum with its row's best takes as many instructions as so many multiply-adds. */
const comparingSteps = 8;

export function heldTiling(dim: number): HeldTiling {
  const codesAtOnce = dim <= 4 ? 4 : dim <= 8 ? 2 : 1;
  const fetched = 16 / codesAtOnce;
  const paddedDim = fetched * Math.ceil(dim / fetched);
  const most = Math.min(32, Math.floor(heldSteps / (paddedDim + comparingSteps) / codesAtOnce));
  // Sixteen registers have room for about ten sums.
  const tiles = Math.ceil(most / 10);
  const rowsOfTile = Math.floor(most / tiles);
  return { rows: tiles * rowsOfTile, rowsOfTile, paddedDim, codesAtOnce };
}

/** A line of the texture is a block of four codes; 8192 lines are what every adapter allows. A longer D compiles for seconds. */
export function fitsHeld({ size, dim }: CodebookShape): boolean {
  return dim <= 256 && size <= 4 * 8192;
}

/** @returns why an adapter cannot run a variant, in a sentence; null where it can */
export function whyUnsupported(
  variant: NearestCodeVariant,
  { size, dim, software, subgroups }: Pick<PlanRequest, 'size' | 'dim' | 'software' | 'subgroups'>,
): string | null {
  if (variant !== 'quads' && variant !== 'held') return null;
  if (!subgroups) return `Nearest code cannot run as "${variant}": this graphics adapter has no subgroups.`;
  if (variant === 'held' && !software) return 'Nearest code runs as "held" on software adapters only.';
  if (variant === 'held' && !fitsHeld({ size, dim })) {
    return `Nearest code cannot run as "held" with ${size} codes of ${dim} numbers: that is too many.`;
  }
  return null;
}

interface Granularity {
  readonly threads: number;
  readonly rowsPerGroup: number;
  /** A split starts at a multiple of so many blocks of four codes. */
  readonly blockStep: number;
  /** A split this short is not worth a workgroup's start and its partial results. */
  readonly leastBlocks: number;
}

/** Rows of a thread are written out in each variant's WGSL: four, eight and one; of a thread of `held`, as many as D allows. */
function granularity(variant: NearestCodeVariant, threads: number, dim: number): Granularity {
  switch (variant) {
    case 'rows':
      return { threads, rowsPerGroup: 4 * threads, blockStep: 1, leastBlocks: 32 };
    case 'quads':
      return { threads, rowsPerGroup: 4 * threads, blockStep: 4, leastBlocks: 32 };
    case 'held':
      // A thread takes as long to fetch its vectors as for about 140 codes.
      return { threads: 4, rowsPerGroup: 4 * heldTiling(dim).rows, blockStep: 1, leastBlocks: 256 };
    case 'tiled':
      return { threads: tileSide ** 2, rowsPerGroup: 8 * tileSide, blockStep: tileSide, leastBlocks: 2 * tileSide };
    case 'wide':
      return {
        threads: tileSide ** 2,
        rowsPerGroup: 8 * tileSide,
        blockStep: 2 * tileSide,
        leastBlocks: 4 * tileSide,
      };
    case 'naive':
      return { threads, rowsPerGroup: threads, blockStep: 1, leastBlocks: 32 };
    default:
      return variant satisfies never;
  }
}

/**
 * A GPU wants whole subgroups and enough workgroups to fill it a few times over. A software adapter runs a workgroup
 * four threads at a time on one core: small ones waste less where rows are few. Slices of four quads take 14 KiB of the
 * 16 KiB of workgroup memory that every GPU has; SwiftShader compiles a store for each number of it, so half of that.
 */
const machines = {
  gpu: { threads: 64, wantedGroups: 1024, sliceQuads: 4 },
  software: { threads: 16, wantedGroups: 16, sliceQuads: 2 },
} as const;

/** A wide tile's slice of two quads takes 10 KiB; one of four would not fit. */
const wideSliceQuads = 2;

export function planNearestCode(request: PlanRequest): NearestCodePlan {
  const { rows, size, dim, software } = request;
  const variant = request.variant ?? chooseVariant(request);
  const machine = machines[software ? 'software' : 'gpu'];
  const { threads, rowsPerGroup, blockStep, leastBlocks } = granularity(variant, machine.threads, dim);
  const blocks = Math.ceil(size / 4);
  const rowGroups = Math.max(1, Math.ceil(rows / rowsPerGroup));

  const wanted = request.splits ?? Math.ceil(machine.wantedGroups / rowGroups);
  const most = request.splits ? Math.ceil(blocks / blockStep) : Math.max(1, Math.floor(blocks / leastBlocks));
  const atMost = Math.max(1, Math.min(wanted, most));
  const blocksPerSplit = Math.ceil(blocks / atMost / blockStep) * blockStep;
  const deepest = variant === 'wide' ? wideSliceQuads : machine.sliceQuads;
  const sliceQuads = Math.min(deepest, Math.ceil(dim / 4));
  return {
    variant,
    splits: Math.ceil(blocks / blocksPerSplit),
    blocks,
    blocksPerSplit,
    rowGroups,
    threads,
    sliceQuads,
  };
}

function chooseVariant({ rows, size, dim, software, subgroups }: PlanRequest): NearestCodeVariant {
  if (software && !subgroups) return 'rows';
  // A thread of `held` takes up to 32 rows, however few there are.
  if (software) return rows >= 32 && fitsHeld({ size, dim }) ? 'held' : 'quads';
  // Tiles pay where most of a tile is real rows and real codes, and a slice has some depth.
  return rows >= 4 * tileSide && size >= 8 * tileSide && dim >= 8 ? 'tiled' : 'rows';
}
