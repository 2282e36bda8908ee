// A picture becomes tokens of the open pack; one that comes before the encoder waits for it on screen.
import type { RgbaImage } from '../../core/image.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import { type PhotoOptions, preparePhoto } from '../photo/prepare-photo.ts';
import type { PhotoInfo } from '../state.ts';

export interface EncodedPhoto {
  readonly pack: PackInfo;
  readonly image: RgbaImage;
  readonly info: PhotoInfo;
  /** Of each level, coarsest first. */
  readonly grids: readonly TokenGrid[];
}

/** What of a picture is taken and, where the person's preferences do not say so, how large. */
export type PhotoFit = Pick<PhotoOptions, 'crop'> & Partial<Pick<PhotoOptions, 'shortSide'>>;

interface EncodePhotoOptions {
  readonly file: Blob;
  readonly name: string;
  readonly fit: PhotoFit;
  readonly encode: (image: RgbaImage) => Promise<readonly TokenGrid[]>;
  /** It is a picture: what was on its way before gives way to it. False where the person has asked for something else since. */
  readonly begin: () => boolean;
  /** Whether the person has asked for something else meanwhile. */
  readonly overtaken: () => boolean;
}

/**
 * @returns null where it was overtaken
 * @throws PhotoError, before any model is waited for, for what cannot be a picture; EngineError
 */
export async function encodePhoto(context: StoreContext, options: EncodePhotoOptions): Promise<EncodedPhoto | null> {
  const { get, set, engine, notify } = context;
  const { file, name, fit, encode, begin, overtaken } = options;
  const { shortSide, alphaBackground: background } = get().preferences;
  let { downsample } = engine.pack ?? get().document?.levels.at(-1) ?? { downsample: 8 };
  const prepare = () => preparePhoto(file, { shortSide, background, downsample, ...fit });
  let prepared = await prepare();
  if (!begin()) return null;
  if (prepared.disturbed) {
    notify({
      kind: 'info',
      title: 'This browser changes the pixels that pages read',
      detail:
        'Its protection against fingerprinting adds noise to photos, so their tokens vary. Allow this site to read canvases to have them exact.',
    });
  }
  if (!get().engine.encoderOpen) set({ coming: { name, url: URL.createObjectURL(file) } });
  let pack: PackInfo;
  let grids: readonly TokenGrid[];
  do {
    pack = await engine.ready({ patient: true });
    if (overtaken()) return null;
    if (pack.downsample !== downsample) {
      downsample = pack.downsample;
      prepared = await prepare();
    }
    set({ engine: { ...get().engine, encoding: true } });
    grids = await encode(prepared.image);
    if (overtaken()) return null;
    // Another pack may have been opened meanwhile: then these codes are not its.
  } while (engine.pack !== pack);
  return { pack, ...prepared, grids };
}

/** Nothing is on its way any more: neither the picture that waits nor the status line says so. */
export function endComing({ get, set }: StoreContext): void {
  const { coming, engine } = get();
  if (coming) URL.revokeObjectURL(coming.url);
  set({ coming: null, engine: { ...engine, encoding: false } });
}
