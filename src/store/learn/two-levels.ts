// A pack of two levels at work on the tour's photo: its grids, what they decode to, and how its priors write new ones.
import type { RgbaImage } from '../../core/image.ts';
import { changedInLayers, layered, sizeOnLevel } from '../../core/levels.ts';
import type { Size } from '../../core/rect.ts';
import { defaultGuidance } from '../../core/sampling/usual-guidance.ts';
import { applyChanges, createGrid, type TokenGrid } from '../../core/token-grid.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { PriorInfo } from '../../engine/prior/prior-protocol.ts';
import type { CodebookVectors, PackInfo } from '../../engine/protocol.ts';
import { decodePicture } from '../side-engine.ts';

/** One level, and what the photo is on it. */
export interface LevelOfPhoto {
  readonly name: string;
  /** f: pixels a token, each way. */
  readonly downsample: number;
  readonly grid: TokenGrid;
  readonly codebook: CodebookVectors;
  /** K×3 sRGB: similar codes have similar colours. */
  readonly colours: Uint8Array;
  /** The code that stands for nothing known of this level. */
  readonly meanCode: number;
  readonly prior: PriorInfo | null;
}

/** Grids of all levels, and the picture that they decode to. */
export interface DecodedLevels {
  readonly grids: readonly TokenGrid[];
  readonly image: RgbaImage;
}

/** What writing has come to. */
export interface LevelsWritten {
  readonly grids: readonly TokenGrid[];
  /** The level that is being written. */
  readonly level: number;
  /** Of its cells. */
  readonly done: number;
}

/** Calls with a signal reject with an EngineError `aborted` once it fires. */
export interface TwoLevels {
  readonly packTitle: string;
  /** Coarsest first. */
  readonly levels: readonly LevelOfPhoto[];
  /** The photo's own. */
  readonly decoded: DecodedLevels;
  /** @param since what is decoded already: only what differs from it is decoded anew */
  decode(grids: readonly TokenGrid[], since: DecodedLevels | null, signal?: AbortSignal): Promise<DecodedLevels>;
  /**
   * Writes a new picture of the priors' own size, level by level; null where a level has no prior.
   *
   * @param condition one index for each of the priors' conditions
   */
  readonly write:
    | ((
        options: { readonly seed: number; readonly condition: readonly number[] },
        onWritten: (written: LevelsWritten) => void,
        signal: AbortSignal,
      ) => Promise<void>)
    | null;
}

/** In how many steps each level is written. */
const steps = 8;

export async function openLevels(
  engine: EngineClient,
  pack: PackInfo,
  photo: RgbaImage,
  signal: AbortSignal,
): Promise<TwoLevels> {
  if (pack.levels.length < 2) throw new EngineError('pack-invalid', `The pack ${pack.title} has one level only.`);
  const { grids } = await engine.encode(photo, signal);
  const levels = await Promise.all(
    pack.levels.map(async ({ name, downsample, similarityColours: colours, meanCode }, level) => ({
      name,
      downsample,
      colours,
      meanCode: meanCode ?? 0,
      grid: grids[level]!,
      codebook: await engine.codebook(level),
      prior: pack.priors.find((prior) => prior.level === level) ?? null,
    })),
  );

  const decode: TwoLevels['decode'] = async (next, since, until) => {
    const layers = layered(next, levels);
    const changed = since && {
      decoded: since.image,
      changed: changedInLayers(layered(since.grids, levels).layers, layers.layers),
    };
    if (changed?.changed.length === 0) return { grids: next, image: changed.decoded };
    const { downsample } = pack;
    const image = await decodePicture(engine, layers, {
      downsample,
      ...(changed ? { since: changed } : {}),
      signal: until,
    });
    return { grids: next, image };
  };

  const priors = levels.flatMap(({ prior }) => prior ?? []);
  return {
    packTitle: pack.title,
    levels,
    decoded: await decode(grids, null, signal),
    decode,
    write: priors.length === levels.length ? (...asked) => writeLevels(engine, levels, priors, ...asked) : null,
  };
}

async function writeLevels(
  engine: EngineClient,
  levels: readonly LevelOfPhoto[],
  priors: readonly PriorInfo[],
  ...[{ seed, condition }, onWritten, signal]: Parameters<NonNullable<TwoLevels['write']>>
): Promise<void> {
  const [{ width, height }, { downsample }] = [priors[0]!, levels[0]!];
  const pixels: Size = { width: width * downsample, height: height * downsample };
  let grids = levels.map((level) => createGrid(sizeOnLevel(pixels, level.downsample), level.meanCode));
  for (const [level, prior] of priors.entries()) {
    const blank = grids[level]!;
    const cells = Array.from(blank.tokens.keys());
    let done = 0;
    onWritten({ grids, level, done });
    const take = (changes: readonly { readonly index: number; readonly code: number }[]) => {
      grids = grids.map((grid, i) => (i === level ? applyChanges(grid, changes) : grid));
      done += changes.length;
      onWritten({ grids, level, done });
    };
    const request = {
      prior: prior.id,
      grid: blank,
      above: prior.above === null ? null : grids[prior.above]!,
      cells,
      open: cells,
      limit: cells.length,
      options: {
        condition,
        seed: seed + level,
        temperature: 1,
        topK: null,
        topP: 0.95,
        guidance: defaultGuidance,
        steps,
      },
    };
    const { changes } = await engine.fill(request, take, signal);
    // The last few come with the result alone.
    take(changes.slice(done));
  }
}
