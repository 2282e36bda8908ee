// The pack contract: what manifest.json must say. Every number that the app needs of a model stands there.
import * as v from 'valibot';
import { swatchColumns } from '../../core/swatch-atlas.ts';
import { EngineError } from '../engine-error.ts';
import { priorSchema } from '../prior/prior-manifest.ts';
import { count, fileFields } from './manifest-fields.ts';

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

const levelSchema = v.object({
  name: v.string(),
  downsample: count,
  encoder: encoderSchema,
  codebook: codebookSchema,
});

const decoderSchema = v.object({
  ...fileFields,
  inputs: v.array(v.string()),
  output: v.string(),
  /** Tokens each way that a pixel depends on; absent where it depends on all of them. */
  receptiveField: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

const manifestSchema = v.object({
  format: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/, 'lower-case letters, digits, dots and hyphens')),
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
  levels: v.pipe(v.array(levelSchema), v.minLength(1)),
  decoder: decoderSchema,
  priors: v.optional(v.array(priorSchema), []),
});

/** `provenance` is for people. */
export type PackManifest = v.InferOutput<typeof manifestSchema>;
export type PackFile = v.InferOutput<typeof packFileSchema>;
export type PackLevel = v.InferOutput<typeof levelSchema>;

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

/** The level to paint on, of a pack that has one. */
export function onlyLevel(manifest: PackManifest): PackLevel {
  const [level] = manifest.levels;
  if (!level || manifest.levels.length > 1) {
    throw new EngineError(
      'pack-invalid',
      `This pack has ${manifest.levels.length} levels; packs of one level can be opened.`,
    );
  }
  return level;
}
