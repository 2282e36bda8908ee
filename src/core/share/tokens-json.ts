// A token grid as a readable file, .tokens.json: a small header and one line a row. For people and scripts; links and
// PNGs use the packed form.
import * as v from 'valibot';
import { packGrid, requireHeader, requireTokens, type SharedGrid, ShareFormatError } from './shared-grid.ts';

const format = 'tessera-tokens';
const version = 1;
const longestText = 1 << 24;
const advice = 'Export the tokens again, or correct the file.';

const headerSchema = v.object({ format: v.literal(format), version: v.number() });

const fileSchema = v.object({
  packId: v.string(),
  codebookSize: v.number(),
  width: v.number(),
  height: v.number(),
  name: v.optional(v.string()),
  rows: v.array(v.array(v.number())),
});

export function encodeTokensJson(shared: SharedGrid): string {
  // Not for its bytes: whatever cannot be packed must not be written either.
  packGrid(shared);
  const { width, height, tokens } = shared.grid;
  const header = {
    format,
    version,
    packId: shared.packId,
    ...(shared.name && { name: shared.name }),
    codebookSize: shared.codebookSize,
    width,
    height,
  };
  const fields = Object.entries(header).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`);
  const rows = Array.from({ length: height }, (_, row) => {
    return `    [${tokens.subarray(row * width, (row + 1) * width).join(', ')}]`;
  });
  return `{\n${fields.join('')}  "rows": [\n${rows.join(',\n')}\n  ]\n}\n`;
}

/** Throws ShareFormatError, which names the field or cell, for a text that is not a sound .tokens.json. */
export function decodeTokensJson(text: string): SharedGrid {
  if (text.length > longestText) throw new ShareFormatError('The file is far too large for a token grid.', advice);
  const json = parseJson(text);
  const header = v.safeParse(headerSchema, json);
  if (!header.success) {
    throw new ShareFormatError(`This is not a Tessera token file: its "format" is not "${format}".`, advice);
  }
  if (header.output.version !== version) {
    throw new ShareFormatError(
      `The file has format version ${header.output.version}; this page reads version ${version}.`,
      'Reload the page to get the newest version.',
    );
  }
  const parsed = v.safeParse(fileSchema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new ShareFormatError(`The field "${v.getDotPath(issue) ?? 'rows'}" is wrong: ${issue.message}.`, advice);
  }
  const { packId, codebookSize, width, height, name, rows } = parsed.output;
  requireHeader(packId, { width, height }, codebookSize, advice);
  const uneven = rows.findIndex((row) => row.length !== width);
  if (rows.length !== height || uneven >= 0) {
    const found =
      uneven >= 0 ? `row ${uneven + 1} has ${rows[uneven]?.length} tokens` : `there are ${rows.length} rows`;
    throw new ShareFormatError(`The file says ${width}×${height}, but ${found}.`, advice);
  }
  const tokens = rows.flat();
  requireTokens(tokens, { width, height }, codebookSize, advice);
  return { packId, codebookSize, grid: { width, height, tokens: Int32Array.from(tokens) }, ...(name && { name }) };
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
