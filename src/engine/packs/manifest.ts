// The pack contract: what manifest.json must say. Every number that the app needs of a model stands there.
import * as v from 'valibot';
import { levelScales } from '../../core/levels.ts';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import { EngineError } from '../engine-error.ts';
import { priorSchema } from '../prior/prior-manifest.ts';
import { count, fileFields, index } from './manifest-fields.ts';

const packFileSchema = v.object(fileFields);

const encoderSchema = v.object({ ...fileFields, inputs: v.array(v.string()), output: v.string() });

const codebookSchema = v.object({
  ...fileFields,
  input: v.string(),
  output: v.string(),
  size: count,
  dim: count,
  metric: v.picklist(['euclidean', 'cosine']),
  /** An atlas of what each code looks like on a flat field of itself: see core/swatch-atlas.ts. */
  swatches: v.optional(v.object({ ...fileFields, tile: count, columns: v.literal(swatchColumns) })),
});

/** What turns a level's encoder output into what its decoder reads. */
const levelFields = { name: v.string(), downsample: count, encoder: encoderSchema };

const codedFields = {
  ...levelFields,
  codebook: codebookSchema,
  /** The code that stands for "nothing known of this level": nearest to the mean z_q of the training pictures. */
  meanCode: v.optional(index),
};

const levelSchema = v.pipe(
  v.variant('quantizer', [
    /** z_e [1,D,h,w] → the nearest code. */
    v.object({ ...codedFields, quantizer: v.optional(v.literal('nearest'), 'nearest') }),
    /** Logits [1,K,h,w] → the most likely code, lowest index on ties (Ramesh et al. 2021). */
    v.object({ ...codedFields, quantizer: v.literal('argmax') }),
    /** The encoder's output goes to the decoder as it is: there are no codes. */
    v.object({ ...levelFields, quantizer: v.literal('none'), latents: v.object({ dim: count }) }),
  ]),
  v.check((level) => !('codebook' in level) || (level.meanCode ?? 0) < level.codebook.size, 'meanCode is no code'),
);

function numbersOf(level: v.InferOutput<typeof levelSchema>): number {
  return level.quantizer === 'none' ? level.latents.dim : level.codebook.dim;
}

/** Coarsest first; the decoder reads them all on the finest grid, each coarser code unfolded (Razavi et al. 2019). */
const levelsSchema = v.pipe(
  v.array(levelSchema),
  v.minLength(1),
  v.check(
    (levels) =>
      levels.every(({ downsample }, i) => {
        const finer = levels[i + 1]?.downsample;
        return finer === undefined || (downsample > finer && downsample % finer === 0);
      }),
    'levels go from the coarsest to the finest, each a multiple of the next',
  ),
  v.check((levels) => {
    const scales = levelScales(levels);
    return levels.every((level, i) => numbersOf(level) % scales[i]! ** 2 === 0);
  }, 'a code of a coarser level has as many numbers for each finest cell that it covers'),
);

const decoderSchema = v.object({
  ...fileFields,
  inputs: v.array(v.string()),
  output: v.string(),
  /** Tokens each way that a pixel depends on; absent where it depends on all of them. */
  receptiveField: v.optional(index),
});

const opinion = v.pipe(v.number(), v.finite());

/** Opinions of held-out pictures: their 5th, 50th and 95th percentile. */
const opinionsSchema = v.object({ low: opinion, median: opinion, high: opinion });

/** A patch discriminator: image [1,3,H,W] in [-1,1] → opinion [1,1,H/f,W/f], above 0 where it takes a patch for real. */
const discriminatorSchema = v.object({
  ...fileFields,
  input: v.string(),
  output: v.string(),
  downsample: count,
  originals: opinionsSchema,
  reconstructions: opinionsSchema,
});

const manifestFields = v.object({
  format: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'lower-case letters, digits, dots and hyphens')),
  /** Goes up with weights that give the pack's codes another meaning: tokens of one version are garbage in another. */
  version: v.optional(count, 1),
  title: v.string(),
  family: v.string(),
  /** One line: what a person gets from it. */
  description: v.optional(v.string()),
  image: v.object({
    channels: v.literal(3),
    layout: v.literal('NCHW'),
    range: v.tuple([v.literal(-1), v.literal(1)]),
    colorSpace: v.literal('srgb'),
  }),
  levels: levelsSchema,
  decoder: decoderSchema,
  discriminator: v.optional(discriminatorSchema),
  priors: v.optional(v.array(priorSchema), []),
});

const manifestSchema = v.pipe(
  manifestFields,
  v.forward(
    v.partialCheck(
      [['levels'], ['priors']],
      ({ levels, priors }) =>
        priors.every((prior) => {
          const own = levels.find(({ name }) => name === prior.level);
          if (!own || prior.type !== 'masked' || !prior.above) return own !== undefined;
          const above = levels.find(({ name }) => name === prior.above?.level);
          const scale = prior.grid[0] / prior.above.grid[0];
          return scale > 1 && above?.downsample === scale * own.downsample;
        }),
      'each writes a level of the pack; one that is told another is told a coarser one, cell over cells',
    ),
    ['priors'],
  ),
);

/** `provenance` is for people. */
export type PackManifest = v.InferOutput<typeof manifestSchema>;
export type PackFile = v.InferOutput<typeof packFileSchema>;
export type PackLevel = Extract<v.InferOutput<typeof levelSchema>, { readonly codebook: unknown }>;

/** Whether its pictures are written in codes, so that they can be painted on. */
export function hasCodes({ levels }: PackManifest): boolean {
  return levels.every((level) => level.quantizer !== 'none');
}

/**
 * @param value parsed JSON
 * @throws EngineError `pack-invalid` naming the first field that is wrong
 */
export function parseManifest(value: unknown): PackManifest {
  const result = v.safeParse(manifestSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? 'manifest';
  throw new EngineError(
    'pack-invalid',
    `This pack's manifest is not valid: ${field}: ${issue.message}.`,
    'Export the pack again with the recipe, or correct that field.',
  );
}

/**
 * The levels of a pack that can be opened, coarsest first.
 * @throws EngineError `pack-invalid` where one has no codes
 */
export function runnableLevels({ levels }: PackManifest): readonly PackLevel[] {
  return levels.map((level) => {
    if (level.quantizer !== 'none') return level;
    throw new EngineError(
      'pack-invalid',
      'This pack has no codes (its quantizer is "none"), so there is nothing to paint with.',
    );
  });
}
