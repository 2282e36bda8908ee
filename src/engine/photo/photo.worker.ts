// Photos are decoded and fitted in a worker of their own: neither a huge one nor a crafted one holds up the page.
import { expose, transfer } from 'comlink';
import { PhotoError } from './photo-error.ts';
import { type FittedPhoto, type PhotoRequest, readPhoto } from './read-photo.ts';

/** What is wrong with a picture crosses as data: comlink keeps no error's class. */
export type PhotoAnswer = FittedPhoto | { readonly problem: string };

export interface RemotePhotos {
  read(picture: Blob | ImageBitmap, request: PhotoRequest): Promise<PhotoAnswer>;
}

const photos: RemotePhotos = {
  async read(picture, request) {
    try {
      const photo = await readPhoto(picture, request);
      return transfer(photo, [photo.image.data.buffer]);
    } catch (error) {
      if (error instanceof PhotoError) return { problem: error.message };
      throw error;
    }
  },
};

expose(photos);
