// Which variant of nearest-code runs, over how many splits of the codebook, on how many workgroups. Pure arithmetic.
import type { CodebookShape, VectorLayout } from '../../codebook.ts';

/**
 * - `rows`: barrier-free, four rows × four codes a thread; for little work, and wherever barriers are slow.
 * - `quads`: the same with 16 codes and loads shared by four threads; for software adapters with subgroups.
 * - `tiled`: workgroup memory and 8×4 register blocks; for large N·K on a real GPU.
 * - `naive`: one row a thread, one code at a time; the peer that the others are measured against.
 */
export type NearestCodeVariant = 'rows' | 'quads' | 'tiled' | 'naive';

export interface NearestCodePlan {
  readonly variant: NearestCodeVariant;
  /** The codebook is cut into this many ranges; each gives its best code for a row, and the last pass compares. */
  readonly splits: number;
  readonly blocks: number;
  readonly blocksPerSplit: number;
  /** Workgroups along the rows; the splits are the second dimension. */
  readonly rowGroups: number;
}

export interface PlanRequest extends CodebookShape {
  readonly rows: number;
  readonly layout: VectorLayout;
  readonly software: boolean;
  readonly subgroups: boolean;
  readonly variant?: NearestCodeVariant;
  /** Cuts the codebook into about this many ranges. */
  readonly splits?: number;
}

/** Threads of a workgroup in the passes without workgroup memory. */
export const flatWorkgroup = 64;
/** The tiled variant's workgroup is `tileSide`² threads. */
export const tileSide = 16;

interface Granularity {
  readonly rowsPerGroup: number;
  /** A split starts at a multiple of so many blocks of four codes. */
  readonly blockStep: number;
  /** A split this short is not worth a workgroup's start and its partial results. */
  readonly leastBlocks: number;
}

function granularity(variant: NearestCodeVariant): Granularity {
  switch (variant) {
    case 'rows':
      return { rowsPerGroup: 4 * flatWorkgroup, blockStep: 1, leastBlocks: 32 };
    case 'quads':
      return { rowsPerGroup: 4 * flatWorkgroup, blockStep: 4, leastBlocks: 32 };
    case 'tiled':
      return { rowsPerGroup: 8 * tileSide, blockStep: tileSide, leastBlocks: 2 * tileSide };
    case 'naive':
      return { rowsPerGroup: flatWorkgroup, blockStep: 1, leastBlocks: 32 };
    default:
      return variant satisfies never;
  }
}

/** Enough workgroups to fill a large GPU a few times over; a software adapter has a few CPU cores to fill. */
const wantedGroups = { gpu: 1024, software: 16 } as const;

export function planNearestCode(request: PlanRequest): NearestCodePlan {
  const { rows, size, software } = request;
  const variant = request.variant ?? chooseVariant(request);
  const { rowsPerGroup, blockStep, leastBlocks } = granularity(variant);
  const blocks = Math.ceil(size / 4);
  const rowGroups = Math.max(1, Math.ceil(rows / rowsPerGroup));

  const wanted = request.splits ?? Math.ceil(wantedGroups[software ? 'software' : 'gpu'] / rowGroups);
  const most = request.splits ? Math.ceil(blocks / blockStep) : Math.max(1, Math.floor(blocks / leastBlocks));
  const atMost = Math.max(1, Math.min(wanted, most));
  const blocksPerSplit = Math.ceil(blocks / atMost / blockStep) * blockStep;
  return { variant, splits: Math.ceil(blocks / blocksPerSplit), blocks, blocksPerSplit, rowGroups };
}

function chooseVariant({ rows, size, dim, software, subgroups }: PlanRequest): NearestCodeVariant {
  if (software) return subgroups ? 'quads' : 'rows';
  // Tiles pay where most of a tile is real rows and real codes, and a slice has some depth.
  return rows >= 4 * tileSide && size >= 8 * tileSide && dim >= 8 ? 'tiled' : 'rows';
}
