// The document on screen: its pictures, its editions and steps, and whether the engine knows its photo.
import type { RgbaImage } from '../../core/image.ts';
import type { Size } from '../../core/rect.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import type { LiveDecoder } from '../live-decoder.ts';
import type { Packs } from '../packs/packs.ts';
import { preparePhoto } from '../photo/prepare-photo.ts';
import { gridInHand, sameEdition } from '../selectors.ts';
import type { DocumentInfo, DocumentLevel, PhotoInfo } from '../state.ts';
import { type Edition, leaveEdition, levelsWith } from './edition.ts';
import { EncodedPhoto } from './encoded-photo.ts';
import { adoptLiveCodes } from './live-codes.ts';
import { StepsOfEditions } from './steps.ts';
import type { StoredDocument } from './stored-document.ts';

export interface OnScreenOptions {
  readonly packs: Packs;
  readonly liveDecoder: LiveDecoder;
  /** What is half done (a gesture, a floating patch, proposals) becomes part of the grid, or is dropped. */
  readonly settleEdits: () => void;
  /** Strokes and a floating patch end with the picture that they are on. */
  readonly endStrokes: () => void;
  /** The picture on screen is another one. */
  readonly onSwitched: () => void;
}

function sameSize(a: Size | null, b: Size): boolean {
  return a?.width === b.width && a.height === b.height;
}

export class OnScreen {
  readonly #context: StoreContext;
  readonly #options: OnScreenOptions;
  readonly #steps: StepsOfEditions;
  readonly #encoded = new EncodedPhoto();
  #source: Blob | null = null;
  #others: readonly Edition[] = [];

  constructor(context: StoreContext, options: OnScreenOptions) {
    this.#context = context;
    this.#options = options;
    this.#steps = new StepsOfEditions(context.history);
  }

  /** The file that the document was made from. */
  get source(): Blob | null {
    return this.#source;
  }

  /** The same picture in the codes of other packs. */
  get others(): readonly Edition[] {
    return this.#others;
  }

  get photoIsEncoded(): boolean {
    const { get, surfaces } = this.#context;
    return get().document?.photo != null && this.#encoded.is(surfaces.original.image);
  }

  /** The engine knows no photo any more. */
  forgetEncoded(): void {
    this.#encoded.forget();
  }

  /** The documents that can be gone back to: of others no steps are needed. */
  retainSteps(documents: ReadonlySet<string>): void {
    this.#steps.retain(documents);
  }

  /** Puts a document on screen in place of the present one, or another edition of the present one. */
  show(document: StoredDocument, kind: 'another-picture' | 'same-picture' = 'another-picture'): void {
    const { get, set, engine, surfaces } = this.#context;
    const { packs, liveDecoder, endStrokes, onSwitched } = this.#options;
    endStrokes();
    this.#source = document.source;
    this.#others = document.others;
    const { pack } = engine;
    const open = pack?.id === document.info.packId ? pack : null;
    const level = packs.levelOf(document.info);
    const samePlaces = kind === 'same-picture' && sameSize(gridInHand(get()), document.grids[level]!);
    this.#steps.change(get().document, document.info, () =>
      set({
        ...(open && packs.change(open, level)),
        document: document.info,
        grids: document.grids,
        level,
        alone: false,
        selection: null,
        draft: null,
        proposed: null,
        draftSelection: null,
        lasso: null,
        floating: null,
        inspection: null,
        ...(!samePlaces && { hoveredCell: null, cursor: null }),
        ...(kind === 'another-picture' && { viewport: null }),
      }),
    );
    surfaces.original.replace(document.original);
    surfaces.reconstruction.replace(document.reconstruction);
    surfaces.changed.replace(null);
    onSwitched();
    liveDecoder.reset(document.grids, document.info.levels);
    // Codes of a pack that is not open cannot be decoded: that picture waits to be shown by the open one.
    liveDecoder.enable(open !== null);
  }

  /** @returns the codes of each level */
  async encode(image: RgbaImage): Promise<readonly TokenGrid[]> {
    const { get, set, engine } = this.#context;
    const give = () => this.#encoded.give(image, (photo) => engine.client.encode(photo));
    const result = await give().catch(async (error: unknown) => {
      if (!endedWorker(error)) throw error;
      // The engine is starting again: the picture gets a second chance with the new one.
      await engine.ready();
      return give().catch((again: unknown) => {
        throw endedWorker(again) ? tooMuch() : again;
      });
    });
    const { timings } = get().engine;
    set({
      engine: { ...get().engine, timings: { ...timings, encoder: result.encoderMs, quantizer: result.quantizerMs } },
    });
    return result.grids;
  }

  /**
   * Has the engine encode the photo on screen.
   *
   * @returns false where it cannot, which has been reported if it is a failure
   */
  async encodeOnScreen(): Promise<boolean> {
    const { get, set, surfaces, engine, history, report } = this.#context;
    const { document } = get();
    const image = surfaces.original.image;
    if (!document?.photo || !image || engine.pack?.id !== document.packId) return false;
    try {
      const own = await this.encode(image);
      const now = get();
      if (!now.document?.provisional || !sameEdition(now.document, document)) return true;
      const adopted = adoptLiveCodes(now.document, now.grids, own);
      history.getState().pause();
      set(adopted);
      history.getState().resume();
      return true;
    } catch (error) {
      // A worker that ended is told of by itself, and the next one encodes what is on screen.
      if (!(error instanceof EngineError && error.kind === 'worker-failed')) {
        report('The photo could not be encoded', error);
      }
      return false;
    }
  }

  /**
   * The picture on screen by the pack that is open: an edition that it has, or a new one.
   *
   * @returns false where only its own pack can show it: tokens that came without a picture and were never decoded
   */
  async showBy(pack: PackInfo): Promise<boolean> {
    const { get, set, engine, surfaces } = this.#context;
    const { document } = get();
    if (!document || document.packId === pack.id) {
      set(this.#options.packs.change(pack, get().level));
      this.#options.liveDecoder.enable(true);
      await this.encodeOnScreen();
      return true;
    }
    const known = this.#others.find(({ packId }) => packId === pack.id) ?? null;
    // Told before anything is waited for: until then what is on screen is of a pack that is no longer open.
    set({ engine: { ...get().engine, encoding: true } });
    let photo: { image: RgbaImage; info: PhotoInfo } | null;
    let levels: readonly DocumentLevel[];
    try {
      photo = await this.#photoFor(document, known?.levels.at(-1)?.own ?? null, pack.downsample);
      // Of a grid without a photo the other pack encodes what it looks like.
      const image = photo?.image ?? surfaces.reconstruction.image;
      if (!known && !image) return false;
      levels = known?.levels ?? levelsWith(pack, await this.encode(image!));
    } finally {
      set({ engine: { ...get().engine, encoding: false } });
    }
    this.#options.settleEdits();
    const { document: leaving, grids } = get();
    // The person may have gone on to another picture or pack meanwhile, which then sees to the rest.
    if (engine.pack !== pack || leaving?.id !== document.id) return true;
    const { id: packId } = pack;
    this.show(
      {
        info: {
          ...leaving,
          packId,
          levels,
          photo: photo?.info ?? null,
          provisional: known?.provisional ?? false,
        },
        grids: known?.grids ?? levels.map(({ own }) => own),
        original: photo?.image ?? null,
        reconstruction: surfaces.reconstruction.image,
        source: this.#source,
        others: leaveEdition(this.#others, leaving, grids, packId),
      },
      'same-picture',
    );
    if (!this.photoIsEncoded) await this.encodeOnScreen();
    return true;
  }

  /** The document's photo, with sides that give `own`, of the finest level, its size, or whole tokens. */
  async #photoFor(
    { photo }: DocumentInfo,
    own: TokenGrid | null,
    downsample: number,
  ): Promise<{ image: RgbaImage; info: PhotoInfo } | null> {
    const image = this.#context.surfaces.original.image;
    if (!photo || !image) return null;
    const fits = own
      ? image.width === own.width * downsample && image.height === own.height * downsample
      : image.width % downsample === 0 && image.height % downsample === 0;
    if (fits || !this.#source) return { image, info: photo };
    const { crop, shortSide } = photo;
    const background = this.#context.get().preferences.alphaBackground;
    return preparePhoto(this.#source, { crop, shortSide, background, downsample });
  }
}

function endedWorker(error: unknown): boolean {
  return error instanceof EngineError && error.kind === 'worker-died';
}

function tooMuch(): EngineError {
  return new EngineError(
    'worker-failed',
    'The part that runs the model ended twice at this picture.',
    'Choose a smaller size in the settings, or close other tabs.',
  );
}
