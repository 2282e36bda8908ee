// The priors of a manifest: what the engine must know of each to run it.
import * as v from 'valibot';
import { count, fileFields, index } from '../packs/manifest-fields.ts';

const name = v.pipe(v.string(), v.minLength(1));

/** As core/sampling/condition.ts has it. */
const conditionSchema = v.pipe(
  v.object({
    name,
    values: v.pipe(v.array(name), v.minLength(1)),
    any: index,
    refines: v.optional(name),
  }),
  v.check(({ values, any }) => any >= values.length, '"any" must be an index after those of the values'),
);

/** Rows and columns that the prior was trained on. */
const gridSchema = v.tuple([count, count]);

const common = { id: name, level: name, ...fileFields };

/**
 * One step of a transformer with a key/value cache of fixed capacity: the graph reads `pastKey` and `pastValue`
 * [layers, heads, context, headDim] up to its position and gives that position's row of both, for the caller to write.
 */
const autoregressiveSchema = v.pipe(
  v.object({
    ...common,
    type: v.literal('autoregressive'),
    grid: gridSchema,
    order: v.literal('raster'),
    /** What stands before the first cell. */
    startToken: index,
    conditions: v.array(conditionSchema),
    inputs: v.object({ token: name, position: name, condition: name, pastKey: name, pastValue: name }),
    outputs: v.object({ logits: name, key: name, value: name }),
    layers: count,
    heads: count,
    headDim: count,
    context: count,
  }),
  v.check(({ grid, context }) => context >= grid[0] * grid[1], 'the context is shorter than the grid'),
);

/**
 * A whole grid at once: tokens int32 [context], some of them masked, → logits float32 [context, K] of every cell. Of a
 * finer level it may also be told what lies above it (VQ-VAE-2: Razavi et al. 2019): the coarser level's codes that cover
 * the grid, int32, row by row; that level's K stands for one that is not known.
 */
const maskedSchema = v.pipe(
  v.object({
    ...common,
    type: v.literal('masked'),
    grid: gridSchema,
    /** What stands for a cell that is not known. */
    maskToken: index,
    conditions: v.array(conditionSchema),
    above: v.optional(v.object({ level: name, grid: gridSchema })),
    inputs: v.object({ tokens: name, condition: name, above: v.optional(name) }),
    outputs: v.object({ logits: name }),
    context: count,
  }),
  v.check(({ grid, context }) => context === grid[0] * grid[1], 'the context is not the grid'),
  v.check(({ above, inputs }) => Boolean(above) === Boolean(inputs.above), '"above" needs an input, and that needs it'),
  v.check(
    ({ grid: [height, width], above }) =>
      !above || (height % above.grid[0] === 0 && height * above.grid[1] === width * above.grid[0]),
    'each code above covers as many cells down as across',
  ),
);

/**
 * Convolutions over the last rows of a grid: tokens int32 [rows, width], down to the row that is being written, → logits
 * float32 [width, K] of that row's cells, each given those before it.
 */
const pixelCnnSchema = v.object({
  ...common,
  type: v.literal('pixelcnn'),
  grid: gridSchema,
  order: v.literal('raster'),
  /** What stands for a cell beside or above the grid. */
  maskToken: index,
  /** That a cell depends on, its own included. */
  rows: count,
  conditions: v.array(conditionSchema),
  inputs: v.object({ tokens: name, condition: name }),
  outputs: v.object({ logits: name }),
});

export const priorSchema = v.variant('type', [autoregressiveSchema, maskedSchema, pixelCnnSchema]);

export type AutoregressiveManifest = v.InferOutput<typeof autoregressiveSchema>;
export type MaskedManifest = v.InferOutput<typeof maskedSchema>;
export type PixelCnnManifest = v.InferOutput<typeof pixelCnnSchema>;
export type PriorManifest = v.InferOutput<typeof priorSchema>;
