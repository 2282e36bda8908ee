// Token grids as a readable file, .tokens.json: a small header and one line a row. For people and scripts; links and PNGs
// use the packed form. Version 1 is a picture of one level, version 2 one of several, coarsest first, version 3 one with
// fields, of any number of levels.
import * as v from 'valibot';
import {
  adviceForFaults,
  fieldsOf,
  packGrid,
  readFields,
  requirePack,
  requireSize,
  requireTokens,
  type SharedLevel,
  type SharedPicture,
  ShareFormatError,
} from './shared-grid.ts';

const format = 'tessera-tokens';
const longestText = 1 << 24;
const advice = 'Export the tokens again, or correct the file.';

const headerSchema = v.object({ format: v.literal(format), version: v.number() });

const levelSchema = v.object({
  codebookSize: v.number(),
  width: v.number(),
  height: v.number(),
  rows: v.array(v.array(v.number())),
});

const pictureFields = { packId: v.string(), name: v.optional(v.string()) };
const oneLevelSchema = v.object({ ...pictureFields, ...levelSchema.entries });
const levelsSchema = v.object({ ...pictureFields, levels: v.array(levelSchema) });
const fieldsSchema = v.object({ ...levelsSchema.entries, fields: v.record(v.string(), v.string()) });

type WrittenPicture = v.InferOutput<typeof levelsSchema> & Partial<v.InferOutput<typeof fieldsSchema>>;

/** By version of the format: what a file holds, in the form of the newest. */
const pictureSchemas = {
  1: v.pipe(
    oneLevelSchema,
    v.transform(({ packId, name, ...level }): WrittenPicture => ({ packId, name, levels: [level] })),
  ),
  2: levelsSchema,
  3: fieldsSchema,
} as const;

export function encodeTokensJson(shared: SharedPicture): string {
  const { packId, name, levels } = shared;
  requirePack(packId, levels.length, adviceForFaults);
  // Not for its bytes: whatever cannot be packed must not be written either.
  for (const level of levels) packGrid(level);
  const fields = fieldsOf(shared);
  const hasFields = Object.keys(fields).length > 0;
  const version = hasFields ? 3 : levels.length === 1 ? 1 : 2;
  const header = fieldLines({ format, version, packId, ...(name && { name }), ...(hasFields && { fields }) }, '  ');
  const written = levels.map((level) => levelLines(level, version === 1 ? '  ' : '      '));
  if (version === 1) return `{\n${header}${written[0]}\n}\n`;
  return `{\n${header}  "levels": [\n${written.map((lines) => `    {\n${lines}\n    }`).join(',\n')}\n  ]\n}\n`;
}

function fieldLines(fields: object, indent: string): string {
  return Object.entries(fields)
    .map(([key, value]) => `${indent}${JSON.stringify(key)}: ${JSON.stringify(value)},\n`)
    .join('');
}

function levelLines({ codebookSize, grid: { width, height, tokens } }: SharedLevel, indent: string): string {
  const rows = Array.from({ length: height }, (_, row) => {
    return `${indent}  [${tokens.subarray(row * width, (row + 1) * width).join(', ')}]`;
  });
  return `${fieldLines({ codebookSize, width, height }, indent)}${indent}"rows": [\n${rows.join(',\n')}\n${indent}]`;
}

/** Throws ShareFormatError, which names the field or cell, for a text that is not a sound .tokens.json. */
export function decodeTokensJson(text: string): SharedPicture {
  if (text.length > longestText) throw new ShareFormatError('The file is far too large for a token grid.', advice);
  const json = parseJson(text);
  const header = v.safeParse(headerSchema, json);
  if (!header.success) {
    throw new ShareFormatError(`This is not a Tessera token file: its "format" is not "${format}".`, advice);
  }
  const { version } = header.output;
  if (version !== 1 && version !== 2 && version !== 3) {
    throw new ShareFormatError(
      `The file has format version ${version}; this page reads versions 1 to 3.`,
      'Reload the page to get the newest version.',
    );
  }
  const parsed: v.SafeParseResult<v.GenericSchema<unknown, WrittenPicture>> = v.safeParse(
    pictureSchemas[version],
    json,
  );
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new ShareFormatError(`The field "${v.getDotPath(issue) ?? 'rows'}" is wrong: ${issue.message}.`, advice);
  }
  const { packId, name, levels, fields = {} } = parsed.output;
  const known = readFields(fields, advice);
  requirePack(packId, levels.length, advice);
  return { packId, levels: levels.map(checkedLevel), ...(name && { name }), ...known };
}

function checkedLevel({ codebookSize, width, height, rows }: v.InferOutput<typeof levelSchema>): SharedLevel {
  requireSize({ width, height }, codebookSize, advice);
  const uneven = rows.findIndex((row) => row.length !== width);
  if (rows.length !== height || uneven >= 0) {
    const found =
      uneven >= 0 ? `row ${uneven + 1} has ${rows[uneven]?.length} tokens` : `there are ${rows.length} rows`;
    throw new ShareFormatError(`The file says ${width}×${height}, but ${found}.`, advice);
  }
  const tokens = rows.flat();
  requireTokens(tokens, { width, height }, codebookSize, advice);
  return { codebookSize, grid: { width, height, tokens: Int32Array.from(tokens) } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new ShareFormatError('The file is not JSON; perhaps it is cut short.', advice);
    }
    throw error;
  }
}
