// What a file turns out to be: a picture, an export of ours with tokens inside, or a .tokens.json. Its bytes are kept: a
// photo is fitted again later, when the file itself may be gone.
import { fileKind, isPictureKind, mediaTypeOf, tellingBytes, unreadableWords } from '../../core/file-kind.ts';
import { type SharedPicture, ShareFormatError } from '../../core/share/shared-grid.ts';
import { readTokens } from '../../engine/photo/photo-client.ts';
import { PhotoError } from '../../engine/photo/photo-error.ts';
import { readable } from '../photo/prepare-photo.ts';

export type Brought =
  /** `repainted`: the PNG shows another picture than the tokens were stored with. */
  | { readonly kind: 'tokens'; readonly shared: SharedPicture; readonly repainted: boolean }
  | { readonly kind: 'picture'; readonly file: Blob; readonly damagedTokens: string | null };

/** A .tokens.json of the largest grid is far smaller; a bigger file is no grid of ours. */
const longestJson = 16 * 2 ** 20;
/** No picture that a browser decodes is larger. */
const largestFile = 2 ** 30;

/** Kinds that some browsers show and others do not: it is tried. */
const shownBySome: readonly string[] = ['heic', 'jxl', 'tiff', 'unknown'];

/** @throws PhotoError for what is no picture; ShareFormatError for a JSON file that is no token grid */
export async function examine(file: Blob, name: string): Promise<Brought> {
  if (file.size === 0) throw new PhotoError('This file is empty. Choose another picture.');
  const kind = fileKind(new Uint8Array(await readable(file.slice(0, tellingBytes).arrayBuffer())));
  if (kind === 'json' || /\.json$/i.test(name) || file.type === 'application/json') {
    if (file.size > longestJson) {
      throw new ShareFormatError(
        'This JSON file is too long for a token grid.',
        'Choose a .tokens.json that Tessera wrote.',
      );
    }
    const { shared } = await readTokens(await keep(file, 'application/json'), 'json');
    return { kind: 'tokens', shared: shared!, repainted: false };
  }
  if (!isPictureKind(kind) && !shownBySome.includes(kind)) throw new PhotoError(unreadableWords(kind));
  if (file.size > largestFile) {
    throw new PhotoError('This file is too large for a picture: more than a gigabyte. Make it smaller first.');
  }
  const kept = await keep(file, mediaTypeOf(kind) || file.type);
  if (kind !== 'png') return { kind: 'picture', file: kept, damagedTokens: null };
  try {
    const { shared, repainted } = await readTokens(kept, 'png');
    return shared ? { kind: 'tokens', shared, repainted } : { kind: 'picture', file: kept, damagedTokens: null };
  } catch (error) {
    if (!(error instanceof ShareFormatError)) throw error;
    return { kind: 'picture', file: kept, damagedTokens: error.message };
  }
}

/** The browser's own copy, of the type that its bytes say. */
async function keep(file: Blob, type: string): Promise<Blob> {
  return new Blob([await readable(file.arrayBuffer())], { type });
}
