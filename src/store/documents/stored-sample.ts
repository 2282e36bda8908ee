// The samples as the app itself exported them: the reconstruction, tokens inside the PNG. The first visit shows one.

import { FileError } from '../../core/file-error.ts';
import type { RgbaImage } from '../../core/image.ts';
import type { SharedPicture } from '../../core/share/shared-grid.ts';
import { readPixels, readTokens } from '../../engine/photo/photo-client.ts';
import { preparePhoto } from '../photo/prepare-photo.ts';
import type { Sample } from '../samples.ts';
import { defaultPreferences } from '../settings.ts';
import type { StoredDocument } from './stored-document.ts';

async function fetchBlob(url: string): Promise<Blob> {
  try {
    const response = await fetch(url);
    if (!response.ok) throw new FileError(response.status === 404);
    return await response.blob();
  } catch (cause) {
    throw cause instanceof FileError ? cause : new FileError(false, { cause });
  }
}

export function fetchSample({ file }: Sample): Promise<Blob> {
  return fetchBlob(file);
}

/** Codes and reconstruction of a sample, as they were stored. */
export async function readStoredTokens({
  stored,
}: Sample): Promise<{ shared: SharedPicture; reconstruction: RgbaImage }> {
  const png = await fetchBlob(stored);
  const [{ shared }, reconstruction] = await Promise.all([readTokens(png, 'png'), readPixels(png)]);
  if (!shared) throw new Error(`${stored} holds no token grid.`);
  return { shared, reconstruction };
}

/** @param id of the document to make */
export async function readStoredSample(sample: Sample, id: string): Promise<StoredDocument> {
  const [source, { shared, reconstruction }] = await Promise.all([fetchSample(sample), readStoredTokens(sample)]);
  const finest = shared.levels.at(-1)!;
  const { image, info } = await preparePhoto(source, {
    crop: null,
    shortSide: 256,
    background: defaultPreferences.alphaBackground,
    downsample: reconstruction.width / finest.grid.width,
  });
  return {
    info: {
      id,
      name: sample.title,
      packId: shared.packId,
      levels: shared.levels.map(({ codebookSize, grid }) => ({
        name: 'main',
        codebookSize,
        downsample: Math.ceil(reconstruction.width / grid.width),
        meanCode: null,
        own: grid,
      })),
      photo: info,
      provisional: true,
      sample: sample.id,
    },
    grids: shared.levels.map(({ grid }) => grid),
    original: image,
    reconstruction,
    source,
    others: [],
  };
}
