// The photo that the tour begins with: the one on the person's table in the app, or the first sample.

import type { Rect } from '../../core/rect.ts';
import { documentStore, lastDocument } from '../documents/library.ts';
import { fetchSample } from '../documents/stored-sample.ts';
import { preparePhoto } from '../photo/prepare-photo.ts';
import { type Sample, samples } from '../samples.ts';
import { defaultPreferences } from '../settings.ts';
import type { TourPhoto } from './tour-state.ts';

/** f of every pack that ships: photos are fitted to whole cells before any pack is open. */
const downsample = 8;

/** Large enough to see what codes do, small enough to be decoded while a slider moves. */
const shortSide = 256;

export async function photoOf(
  file: Blob,
  name: string,
  { crop = null, background = defaultPreferences.alphaBackground }: { crop?: Rect | null; background?: string } = {},
): Promise<TourPhoto> {
  const { image } = await preparePhoto(file, { crop, shortSide, background, downsample });
  return { name, image, bytes: file.size };
}

export async function photoOfSample(sample: Sample): Promise<TourPhoto> {
  return photoOf(await fetchSample(sample), sample.title);
}

export async function firstPhoto(): Promise<TourPhoto> {
  return (await photoOnTheTable().catch(() => null)) ?? photoOfSample(samples[0]!);
}

async function photoOnTheTable(): Promise<TourPhoto | null> {
  const stored = await lastDocument(documentStore());
  if (!stored?.source || !stored.info.photo) return null;
  return photoOf(stored.source, stored.info.name, { crop: stored.info.photo.crop });
}
