// What a file turns out to be: a picture, an export of ours with tokens inside, or a .tokens.json.
import { extractFromPng } from '../../core/share/png-chunk.ts';
import { type SharedPicture, ShareFormatError } from '../../core/share/shared-grid.ts';
import { decodeTokensJson } from '../../core/share/tokens-json.ts';

export type Brought =
  | { readonly kind: 'tokens'; readonly shared: SharedPicture }
  | { readonly kind: 'picture'; readonly damagedTokens: string | null };

/** A .tokens.json of the largest grid is far smaller; a bigger file is no grid of ours. */
const longestJson = 16 * 2 ** 20;

const pngSignature = [0x89, 0x50, 0x4e, 0x47];

/** @throws ShareFormatError for a JSON file that is no token grid */
export async function examine(file: Blob, name: string): Promise<Brought> {
  if (/\.json$/i.test(name) || file.type === 'application/json') {
    if (file.size > longestJson) {
      throw new ShareFormatError(
        'This JSON file is too long for a token grid.',
        'Choose a .tokens.json that Tessera wrote.',
      );
    }
    return { kind: 'tokens', shared: decodeTokensJson(await file.text()) };
  }
  const start = new Uint8Array(await file.slice(0, pngSignature.length).arrayBuffer());
  if (!pngSignature.every((byte, i) => start[i] === byte)) return { kind: 'picture', damagedTokens: null };
  try {
    const shared = await extractFromPng(new Uint8Array(await file.arrayBuffer()));
    return shared ? { kind: 'tokens', shared } : { kind: 'picture', damagedTokens: null };
  } catch (error) {
    if (!(error instanceof ShareFormatError)) throw error;
    return { kind: 'picture', damagedTokens: error.message };
  }
}
