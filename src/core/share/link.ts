// Token grids as the fragment of a link. Of one level: t1=<pack id>.<width>x<height>.<K>.<tokens>[.<name>]. Of several,
// coarsest first: t2=<pack id>.<name>.<number of levels>, then .<width>x<height>.<K>.<tokens> of each. Packed tokens as
// base64url, pack id and name percent-encoded. The fragment never leaves the browser: servers are not sent it.
import { decodeBase64Url, encodeBase64Url } from '../base64url.ts';
import {
  adviceForFaults,
  mostLevels,
  packGrid,
  requirePack,
  requireSize,
  type SharedLevel,
  type SharedPicture,
  ShareFormatError,
  unpackGrid,
} from './shared-grid.ts';

const adviceForLinks = 'Copy the whole link again, or ask for a new one.';

/** The fragment, without '#'. A 32×32 grid of 4096 codes gives 2048 characters of tokens. */
export function encodeLink({ packId, levels, name = '' }: SharedPicture): string {
  requirePack(packId, levels.length, adviceForFaults);
  const pack = percentEncode(packId);
  const written = levels.map((level) => {
    const { width, height } = level.grid;
    return `${width}x${height}.${level.codebookSize}.${encodeBase64Url(packGrid(level))}`;
  });
  // What was written before there were levels is read by every version of the app.
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
  const { pack, name, levels } = split(version, body, advice);
  const packId = percentDecode(pack, advice);
  requirePack(packId, levels.length, advice);
  const read = levels.map((parts) => decodeLevel(parts, advice));
  const called = percentDecode(name, advice);
  return { packId, levels: read, ...(called && { name: called }) };
}

interface Parts {
  readonly pack: string;
  readonly name: string;
  /** Of each level size, K and tokens. */
  readonly levels: readonly (readonly string[])[];
}

function split(version: string, body: string, advice: string): Parts {
  const parts = body.split('.', 3 * mostLevels + 4);
  if (version === '1' && (parts.length === 4 || parts.length === 5)) {
    return { pack: parts[0]!, name: parts[4] ?? '', levels: [parts.slice(1, 4)] };
  }
  // Without the number of levels, a link that was cut between two of them would pass for a whole one.
  const count = Number(parts[2]);
  if (version === '2' && count >= 2 && parts.length === 3 + 3 * count) {
    const levels = Array.from({ length: count }, (_, level) => parts.slice(3 + 3 * level, 6 + 3 * level));
    return { pack: parts[0]!, name: parts[1]!, levels };
  }
  throw version === '1' || version === '2'
    ? new ShareFormatError('It is incomplete: parts of the token grid are missing or out of place.', advice)
    : new ShareFormatError('It was made by a later version of Tessera.', 'Reload the page to get the new version.');
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
    if (error instanceof URIError) throw new ShareFormatError('Its pack id or name is damaged.', advice);
    throw error;
  }
}
