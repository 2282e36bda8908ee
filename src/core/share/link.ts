// A token grid as the fragment of a link: t1=<pack id>.<width>x<height>.<K>.<tokens>[.<name>]. Packed tokens as
// base64url, pack id and name percent-encoded. The fragment never leaves the browser: servers are not sent it.
import { decodeBase64Url, encodeBase64Url } from '../base64url.ts';
import { packGrid, requireHeader, type SharedGrid, ShareFormatError, unpackGrid } from './shared-grid.ts';

const adviceForLinks = 'Copy the whole link again, or ask for a new one.';

/** The fragment, without '#'. A 32×32 grid of 4096 codes gives 2048 characters of tokens. */
export function encodeLink(shared: SharedGrid): string {
  const { width, height } = shared.grid;
  const parts = [percentEncode(shared.packId), `${width}x${height}`, `${shared.codebookSize}`];
  parts.push(encodeBase64Url(packGrid(shared)));
  if (shared.name) parts.push(percentEncode(shared.name));
  return `t1=${parts.join('.')}`;
}

/**
 * The grid in a link's fragment (with or without '#'), or null where the fragment is not one of ours at all. Throws
 * ShareFormatError where it is one but damaged, cut short, inconsistent or of a later version. Work and memory are
 * bounded by the length of the fragment.
 */
export function decodeLink(fragment: string): SharedGrid | null {
  return decodeFragment(fragment, adviceForLinks);
}

/** The same for a fragment carried in something else than a link: `advice` says what to do if it is bad. */
export function decodeFragment(fragment: string, advice: string): SharedGrid | null {
  const [, version, body] = /^#?t(\d{1,4})=(.*)$/su.exec(fragment) ?? [];
  if (version === undefined || body === undefined) return null;
  if (version !== '1') {
    throw new ShareFormatError('It was made by a later version of Tessera.', 'Reload the page to get the new version.');
  }
  const [packPart = '', sizePart = '', codesPart = '', tokensPart, namePart, ...rest] = body.split('.', 6);
  if (tokensPart === undefined || rest.length > 0) {
    throw new ShareFormatError('It is incomplete: parts of the token grid are missing or out of place.', advice);
  }
  const packId = percentDecode(packPart, advice);
  const [, width, height] = /^(\d{1,6})x(\d{1,6})$/.exec(sizePart) ?? [];
  const size = { width: Number(width), height: Number(height) };
  const codebookSize = /^\d{1,9}$/.test(codesPart) ? Number(codesPart) : Number.NaN;
  requireHeader(packId, size, codebookSize, advice);
  const bytes = decodeBase64Url(tokensPart);
  if (!bytes) throw new ShareFormatError('Its tokens hold characters that do not belong there, or are cut.', advice);
  const grid = unpackGrid(bytes, size, codebookSize, advice);
  const name = namePart ? percentDecode(namePart, advice) : '';
  return { packId, codebookSize, grid, ...(name && { name }) };
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
