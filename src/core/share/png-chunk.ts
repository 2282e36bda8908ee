// Token grids inside a PNG: the link's fragment as a text chunk with the keyword "Tessera".
//
// A tEXt chunk rather than a private one (such as "teSr"): editors and libraries that write a picture anew carry text
// over as its metadata, while they drop chunks they do not know; and people find it with any metadata viewer. The
// fragment is ASCII, so the oldest text chunk will do; tools that rewrite it as zTXt or iTXt are read as well.

import { encodeChunk, isPng, type PngChunk, pngChunks } from '../png/png-container.ts';
import { decodeFragment, encodeLink } from './link.ts';
import { type SharedPicture, ShareFormatError } from './shared-grid.ts';

const keyword = 'Tessera';
/** Goes with a check sum of the pixels, as they were when the tokens were stored. */
const pictureKeyword = 'Tessera-Picture';
const longestText = 1 << 23;
const longestSum = 200;
const mostOthers = 4;
const advice = 'The picture itself may be fine: open it as a photo, or ask for the original file.';

/**
 * The PNG with `shared` in it, in place of any grid it held before. Throws ShareFormatError for what is not a PNG.
 *
 * @param picture check sum of the pixels that the tokens decode to (picture-sum.ts)
 */
export function embedInPng(png: Uint8Array, shared: SharedPicture, picture?: string): Uint8Array<ArrayBuffer> {
  const chunks = [...pngChunks(png)];
  const header = chunks[0];
  const last = chunks.at(-1);
  if (header?.type !== 'IHDR' || last?.type !== 'IEND' || !last.complete) {
    throw new ShareFormatError('The token grid cannot be put into a file that is not a whole PNG.', 'Export it again.');
  }
  const text = (word: string, value: string) => encodeChunk('tEXt', new TextEncoder().encode(`${word}\0${value}`));
  // Straight after IHDR, so that a download cut short still has it.
  const parts = [png.subarray(0, header.end), text(keyword, encodeLink(shared))];
  if (picture !== undefined) parts.push(text(pictureKeyword, picture));
  for (const chunk of chunks.slice(1)) {
    if (!holdsOurs(chunk) && !holdsOurs(chunk, pictureKeyword)) parts.push(png.subarray(chunk.start, chunk.end));
  }
  return join(parts);
}

/**
 * The grid in a PNG, or null where there is none or the file is no PNG. Rejects with ShareFormatError where there is one
 * but it is damaged or cut short. Damage elsewhere in the file does not matter here.
 */
export async function extractFromPng(png: Uint8Array): Promise<SharedPicture | null> {
  if (!isPng(png)) return null;
  let others = 0;
  for (const chunk of pngChunks(png)) {
    if (!holdsOurs(chunk)) continue;
    if (!chunk.complete) throw new ShareFormatError('The file ends within the token grid stored in it.', advice);
    if (!chunk.crcMatches()) throw new ShareFormatError('The token grid stored in the picture is damaged.', advice);
    const shared = decodeFragment(await chunkText(chunk), advice);
    if (shared) return shared;
    // Text of another meaning: a file with many such was made to keep us busy.
    if (++others === mostOthers) return null;
  }
  return null;
}

/** The check sum of the pixels that the tokens in the file belong to; null where it says none. */
export async function storedPictureSum(png: Uint8Array): Promise<string | null> {
  for (const chunk of pngChunks(png)) {
    if (!holdsOurs(chunk, pictureKeyword)) continue;
    return chunk.data.length > longestSum ? null : chunkText(chunk, pictureKeyword).catch(() => null);
  }
  return null;
}

function holdsOurs(chunk: PngChunk, word = keyword): boolean {
  if (chunk.type !== 'tEXt' && chunk.type !== 'zTXt' && chunk.type !== 'iTXt') return false;
  const { data } = chunk;
  if (data[word.length] !== 0) return false;
  for (let i = 0; i < word.length; i++) if (data[i] !== word.charCodeAt(i)) return false;
  return true;
}

async function chunkText({ type, data }: PngChunk, word = keyword): Promise<string> {
  const body = data.subarray(word.length + 1);
  if (body.length > longestText) throw tooLong();
  if (type === 'tEXt') return latin1(body);
  if (type === 'zTXt') return latin1(await inflateZlib(body.subarray(1)));
  // iTXt: compression flag and method, then language and translated keyword, each ended by a zero.
  const languageEnd = body.indexOf(0, 2);
  const translatedEnd = languageEnd < 0 ? -1 : body.indexOf(0, languageEnd + 1);
  if (translatedEnd < 0) return '';
  const text = body.subarray(translatedEnd + 1);
  return latin1(body[0] === 1 ? await inflateZlib(text) : text);
}

/** Undoes zlib (RFC 1950) piece by piece, so that a small chunk cannot unfold into gigabytes. */
async function inflateZlib(bytes: Uint8Array): Promise<Uint8Array> {
  const unpacked = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('deflate'));
  const pieces: Uint8Array[] = [];
  let total = 0;
  try {
    for (const reader = unpacked.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      total += value.length;
      if (total <= longestText) continue;
      await reader.cancel();
      throw tooLong();
    }
  } catch (error) {
    if (error instanceof ShareFormatError) throw error;
    throw new ShareFormatError('The token grid stored in the picture cannot be unpacked.', advice);
  }
  return join(pieces);
}

function tooLong(): ShareFormatError {
  return new ShareFormatError('The text stored in the picture is far too long.', advice);
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

function latin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 8192) {
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + 8192)));
  }
  return pieces.join('');
}
