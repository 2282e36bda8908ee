// Token grids as the fragment of a link. Of one level: t1=<pack id>.<width>x<height>.<K>.<tokens>[.<name>]. Of several,
// coarsest first: t2=<pack id>.<name>.<number of levels>, then .<width>x<height>.<K>.<tokens> of each. With fields:
// t3=<pack id>.<name>.<number of fields>, then .<field>.<value> of each, .<number of levels> and the levels. Packed tokens as
// base64url, all text percent-encoded. The fragment never leaves the browser: servers are not sent it.
import { decodeBase64Url, encodeBase64Url } from '../base64url.ts';
import {
  adviceForFaults,
  fieldsOf,
  mostFields,
  mostLevels,
  packGrid,
  readFields,
  requirePack,
  requireSize,
  type SharedFields,
  type SharedLevel,
  type SharedPicture,
  ShareFormatError,
  unpackGrid,
} from './shared-grid.ts';

const adviceForLinks = 'Copy the whole link again, or ask for a new one.';

/** The fragment, without '#'. A 32×32 grid of 4096 codes gives 2048 characters of tokens. */
export function encodeLink(shared: SharedPicture): string {
  const { packId, levels, name = '' } = shared;
  requirePack(packId, levels.length, adviceForFaults);
  const pack = percentEncode(packId);
  const written = levels.map((level) => {
    const { width, height } = level.grid;
    return `${width}x${height}.${level.codebookSize}.${encodeBase64Url(packGrid(level))}`;
  });
  // The oldest format that holds the picture is read by the most versions of the app.
  const fields = Object.entries(fieldsOf(shared)).map(([field, value]) => `${field}.${percentEncode(value)}`);
  if (fields.length > 0) {
    const head = [pack, percentEncode(name), fields.length, ...fields, levels.length];
    return `t3=${[...head, ...written].join('.')}`;
  }
  if (levels.length === 1) return `t1=${pack}.${written[0]}${name && `.${percentEncode(name)}`}`;
  return `t2=${pack}.${percentEncode(name)}.${levels.length}.${written.join('.')}`;
}

/**
 * The grids in a link's fragment (with or without '#'), or null where the fragment is not one of ours at all. Throws
 * ShareFormatError where it is one but damaged, cut short, inconsistent or of a later version. Work and memory are
 * bounded by the length of the fragment.
 */
export function decodeLink(fragment: string): SharedPicture | null {
  return decodeFragment(fragment, adviceForLinks);
}

/** The same for a fragment carried in something else than a link: `advice` says what to do if it is bad. */
export function decodeFragment(fragment: string, advice: string): SharedPicture | null {
  const [, version, body] = /^#?t(\d{1,4})=(.*)$/su.exec(fragment) ?? [];
  if (version === undefined || body === undefined) return null;
  const { pack, name, fields, levels } = split(version, body, advice);
  const known = readFields(fields, advice);
  const packId = percentDecode(pack, advice);
  requirePack(packId, levels.length, advice);
  const read = levels.map((parts) => decodeLevel(parts, advice));
  const called = percentDecode(name, advice);
  return { packId, levels: read, ...(called && { name: called }), ...known };
}

interface Parts {
  readonly pack: string;
  readonly name: string;
  readonly fields: SharedFields;
  /** Of each level size, K and tokens. */
  readonly levels: readonly (readonly string[])[];
}

function split(version: string, body: string, advice: string): Parts {
  const parts = body.split('.', 3 * mostLevels + 2 * mostFields + 5);
  if (version === '1' && (parts.length === 4 || parts.length === 5)) {
    return { pack: parts[0]!, name: parts[4] ?? '', fields: {}, levels: [parts.slice(1, 4)] };
  }
  const [pack = '', name = ''] = parts;
  if (version === '2') {
    const levels = groups(parts.slice(2), 3);
    if (levels && levels.length >= 2) return { pack, name, fields: {}, levels };
  }
  if (version === '3') {
    const end = 3 + 2 * Number(parts[2]);
    const fields = groups(parts.slice(2, end), 2);
    const levels = groups(parts.slice(end), 3);
    if (fields && levels) return { pack, name, fields: readPairs(fields, advice), levels };
  }
  throw version === '1' || version === '2' || version === '3'
    ? new ShareFormatError('It is incomplete: parts of the token grid are missing or out of place.', advice)
    : new ShareFormatError('It was made by a later version of Tessera.', 'Reload the page to get the new version.');
}

/**
 * The groups of `size` parts whose number comes first, or null where there are none or not so many: without that number a
 * link that was cut between two of them would pass for a whole one.
 */
function groups([count, ...parts]: readonly string[], size: number): string[][] | null {
  if (parts.length === 0 || parts.length !== size * Number(count)) return null;
  return Array.from({ length: Number(count) }, (_, group) => parts.slice(size * group, size * (group + 1)));
}

function readPairs(pairs: readonly string[][], advice: string): SharedFields {
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, percentDecode(value, advice)]));
}

function decodeLevel([sizePart = '', codesPart = '', tokensPart = '']: readonly string[], advice: string): SharedLevel {
  const [, width, height] = /^(\d{1,6})x(\d{1,6})$/.exec(sizePart) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const codebookSize = /^\d{1,9}$/.test(codesPart) ? Number(codesPart) : Number.NaN;
  requireSize(size, codebookSize, advice);
  const bytes = decodeBase64Url(tokensPart);
  if (!bytes) throw new ShareFormatError('Its tokens hold characters that do not belong there, or are cut.', advice);
  return { codebookSize, grid: unpackGrid(bytes, size, codebookSize, advice) };
}

/** Leaves letters, digits, '-' and '_': everything else could end a link in a chat or be one of our own marks. */
function percentEncode(text: string): string {
  const wellFormed = text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
  return encodeURIComponent(wellFormed).replaceAll(
    /[.!~*'()]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function percentDecode(text: string, advice: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw new ShareFormatError('Its pack id, its name or a field is damaged.', advice);
    throw error;
  }
}
