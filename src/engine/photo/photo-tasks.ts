// What is done with files: looked into, decoded, fitted and written. In the photo worker, or on a page that is refused one.
import { transfer } from 'comlink';
import type { RgbaImage } from '../../core/image.ts';
import { decodePng } from '../../core/png/decode-png.ts';
import { encodePng } from '../../core/png/encode-png.ts';
import { pictureSum, pictureSumOfPng } from '../../core/png/picture-sum.ts';
import { embedInPng, extractFromPng, storedPictureSum } from '../../core/share/png-chunk.ts';
import { type SharedPicture, ShareFormatError } from '../../core/share/shared-grid.ts';
import { decodeTokensJson } from '../../core/share/tokens-json.ts';
import { PhotoError } from './photo-error.ts';
import { type FittedPhoto, fittedPhoto, type PhotoRequest } from './read-photo.ts';

/** What is wrong with a file crosses as data: comlink keeps no error's class. */
export type PhotoAnswer = FittedPhoto | { readonly problem: string };
export type TokensAnswer = TokensInFile | { readonly problem: string; readonly advice: string };

export interface TokensInFile {
  /** Null for a PNG without any. */
  readonly shared: SharedPicture | null;
  /** Whether the PNG's pixels are others than those that the tokens were stored with. */
  readonly repainted: boolean;
}

export interface RemotePhotos {
  fit(picture: Blob | ImageBitmap, request: PhotoRequest): Promise<PhotoAnswer>;
  /** The token grids in a PNG or .tokens.json. */
  tokens(file: Blob, kind: 'png' | 'json'): Promise<TokensAnswer>;
  /** The pixels of a PNG that the app has written. */
  pixels(png: Blob): Promise<RgbaImage>;
  /** A picture as a PNG with its tokens inside. */
  png(image: RgbaImage, shared: SharedPicture): Promise<Uint8Array<ArrayBuffer>>;
}

export const photos: RemotePhotos = {
  async fit(picture, request) {
    try {
      const photo = await fittedPhoto(picture, request);
      return transfer(photo, [photo.image.data.buffer]);
    } catch (error) {
      if (error instanceof PhotoError) return { problem: error.message };
      throw error;
    }
  },
  async tokens(file, kind) {
    try {
      if (kind === 'json') return { shared: decodeTokensJson(await file.text()), repainted: false };
      const png = new Uint8Array(await file.arrayBuffer());
      const shared = await extractFromPng(png);
      return { shared, repainted: shared !== null && (await isRepainted(png)) };
    } catch (error) {
      if (error instanceof ShareFormatError) return { problem: error.problem, advice: error.advice };
      throw error;
    }
  },
  async pixels(png) {
    const image = await decodePng(new Uint8Array(await png.arrayBuffer()));
    return transfer(image, [image.data.buffer]);
  },
  async png(image, shared) {
    const png = embedInPng(await encodePng(image), shared, pictureSum(image.data));
    return transfer(png, [png.buffer]);
  },
};

async function isRepainted(png: Uint8Array): Promise<boolean> {
  const stored = await storedPictureSum(png);
  if (stored === null) return false;
  const now = await pictureSumOfPng(png);
  return now !== null && now !== stored;
}
