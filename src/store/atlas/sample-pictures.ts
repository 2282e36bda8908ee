// The sample photos in the codes of one pack, decoded, for the code atlas. The default pack's come with the page; another
// pack encodes them once, in an engine of its own, and this browser keeps them.
import { createStore, del, get, keys, set } from 'idb-keyval';
import * as v from 'valibot';
import { helper } from '../../core/answer-within.ts';
import type { RgbaImage } from '../../core/image.ts';
import { layered } from '../../core/levels.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { packDigest } from '../../engine/packs/catalogue.ts';
import { defaultPackId } from '../../engine/packs/default-pack.ts';
import type { BackendChoice, PackSource } from '../../engine/protocol.ts';
import { gridSchema, imageSchema } from '../documents/stored-document.ts';
import { fetchSample, readStoredTokens } from '../documents/stored-sample.ts';
import { preparePhoto } from '../photo/prepare-photo.ts';
import { type Sample, samples } from '../samples.ts';
import { defaultPreferences } from '../settings.ts';
import { decodePicture, withPack } from '../side-engine.ts';

export interface SamplePicture {
  readonly id: string;
  readonly title: string;
  /** Of each level. */
  readonly grids: readonly TokenGrid[];
  /** What the grids decode to. */
  readonly image: RgbaImage;
}

export interface SamplePicturesRequest {
  readonly packId: string;
  readonly source: PackSource;
  readonly backends: BackendChoice;
  /** Hears of each picture as it is there. */
  readonly onPicture: (picture: SamplePicture) => void;
  readonly signal: AbortSignal;
}

/** @throws EngineError where the pack cannot be opened; `aborted` by the signal, what was made by then is kept */
export async function samplePictures(request: SamplePicturesRequest): Promise<void> {
  const { packId, source, backends, onPicture, signal } = request;
  const kept = new KeptPictures(packId, packDigest(source));
  const missing: Sample[] = [];
  for (const sample of samples) {
    const picture = packId === defaultPackId ? await storedPicture(sample) : await kept.load(sample);
    if (signal.aborted) return;
    if (picture) onPicture(picture);
    else missing.push(sample);
  }
  if (missing.length === 0) return;
  await withPack(source, backends, signal, async (client, { levels, downsample }) => {
    for (const sample of missing) {
      const { image: photo } = await preparePhoto(await fetchSample(sample), {
        crop: null,
        shortSide: 256,
        background: defaultPreferences.alphaBackground,
        downsample,
      });
      const { grids } = await client.encode(photo, signal);
      const image = await decodePicture(client, layered(grids, levels), { downsample, signal });
      const picture = { id: sample.id, title: sample.title, grids, image };
      await kept.save(picture);
      if (!signal.aborted) onPicture(picture);
    }
  });
}

/** Null where it is not there, or of another pack: it is made anew then. */
async function storedPicture(sample: Sample): Promise<SamplePicture | null> {
  const stored = await readStoredTokens(sample).catch(() => null);
  if (stored?.shared.packId !== defaultPackId) return null;
  return {
    id: sample.id,
    title: sample.title,
    grids: stored.shared.levels.map(({ grid }) => grid),
    image: stored.reconstruction,
  };
}

const pictureSchema = v.object({ id: v.string(), title: v.string(), grids: v.array(gridSchema), image: imageSchema });

function isSamplePicture(value: unknown): value is SamplePicture {
  return v.is(pictureSchema, value);
}

/** Pictures that this browser has made of one version of a pack; where it refuses storage, none. */
class KeptPictures {
  readonly #store = createStore('tessera-samples', 'pictures');
  readonly #ask = helper(2000);
  readonly #pack: string;
  readonly #version: string;

  constructor(pack: string, version: string) {
    this.#pack = `${pack}|`;
    this.#version = version;
  }

  async load({ id }: Sample): Promise<SamplePicture | null> {
    const kept = await this.#ask<unknown>(() => get(this.#key(id), this.#store));
    return isSamplePicture(kept) ? kept : null;
  }

  /** Also drops those of other versions. */
  async save(picture: SamplePicture): Promise<void> {
    await this.#ask(async () => {
      for (const key of await keys<string>(this.#store)) {
        if (key.startsWith(this.#pack) && !key.startsWith(this.#pack + this.#version)) await del(key, this.#store);
      }
      await set(this.#key(picture.id), picture, this.#store);
    });
  }

  #key(sample: string): string {
    return `${this.#pack}${this.#version}|${sample}`;
  }
}
