// Opening documents by every route, one at a time; keeping them; changing between them.
import { levelScales, sizeOnLevel } from '../../core/levels.ts';
import type { Rect, Size } from '../../core/rect.ts';
import { decodeLink } from '../../core/share/link.ts';
import { type SharedPicture, ShareFormatError } from '../../core/share/shared-grid.ts';
import { createGrid, sameGrid, type TokenGrid } from '../../core/token-grid.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import type { Packs } from '../packs/packs.ts';
import type { PackEntry } from '../packs/packs-state.ts';
import { type PhotoOptions, preparePhoto } from '../photo/prepare-photo.ts';
import { samples } from '../samples.ts';
import type { DocumentInfo, PhotoInfo, PhotoSize } from '../state.ts';
import { recordSpan } from '../timing.ts';
import { AutoSave } from './auto-save.ts';
import { examine } from './bring.ts';
import { levelsWith } from './edition.ts';
import { OnScreen, type OnScreenOptions } from './on-screen.ts';
import { fetchSample, readStoredSample } from './stored-sample.ts';

function newId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

export class Documents {
  readonly #context: StoreContext;
  readonly #packs: Packs;
  readonly #onScreen: OnScreen;
  readonly #autoSave: AutoSave;
  /** When a file was brought whose reconstruction is not on screen yet. */
  #broughtAt: number | null = null;
  /** Counts openings: only the latest one may reach the screen. */
  #opening = 0;

  constructor(context: StoreContext, options: OnScreenOptions) {
    this.#context = context;
    this.#packs = options.packs;
    this.#onScreen = new OnScreen(context, options);
    this.#autoSave = new AutoSave(context, () => ({ source: this.#onScreen.source, others: this.#onScreen.others }));
  }

  get photoIsEncoded(): boolean {
    return this.#onScreen.photoIsEncoded;
  }

  /** Shows the work of the last visit, or the first sample. Neither needs a model. */
  async start(): Promise<void> {
    const opening = ++this.#opening;
    const kept = await this.#autoSave.restore();
    if (opening !== this.#opening) return;
    // Where that is of another pack than the one on its way, the picture changes over once the model is ready.
    if (kept) this.#onScreen.show(kept);
    else await this.#showFirstSample(opening);
    recordSpan('tessera:first-picture', 0);
  }

  /** The reconstruction on screen is whole. */
  onSettled(): void {
    if (this.#broughtAt !== null) recordSpan('tessera:photo', this.#broughtAt);
    this.#broughtAt = null;
  }

  /** The engine is new: it must learn the photo on screen, and its codes replace a stored result. */
  async onEngineReady(pack: PackInfo): Promise<void> {
    this.#onScreen.markEncoded(null);
    const shown = await this.#onScreen.showBy(pack);
    // Another document may be about to be shown by this pack.
    if (!shown && this.#context.get().packs.opening === null) await this.#backToOwnPack();
  }

  async changePack(id: string): Promise<void> {
    try {
      const shown = await this.#onScreen.showBy(await this.#packs.use(id));
      if (!shown) await this.#backToOwnPack();
    } catch (error) {
      this.#packs.giveUpOn(id);
      this.#context.report(`The pack “${this.#packs.titleOf(id)}” could not be opened`, error);
    }
  }

  async #backToOwnPack(): Promise<void> {
    const { document } = this.#context.get();
    if (document) await this.#onScreen.showBy(await this.#packs.use(document.packId));
  }

  /** The open pack is about to end. */
  onPackLeaving(): void {
    this.#onScreen.markEncoded(null);
  }

  async openFile(file: Blob, name: string): Promise<void> {
    const opening = ++this.#opening;
    const { notify } = this.#context;
    this.#broughtAt = performance.now();
    try {
      const brought = await examine(file, name);
      if (brought.kind === 'tokens') {
        await this.#openShared(brought.shared, name, opening);
        return;
      }
      if (brought.damagedTokens) {
        notify({
          kind: 'info',
          title: 'The tokens inside this PNG are damaged',
          detail: 'It was opened as a picture.',
        });
      }
      await this.#openPicture(file, name, { crop: null }, opening);
    } catch (error) {
      this.#failed(opening, `“${name}” could not be opened`, error);
    }
  }

  async openSample(id: string): Promise<void> {
    const opening = ++this.#opening;
    const sample = samples.find((candidate) => candidate.id === id);
    if (!sample) return;
    try {
      await this.#openPicture(await fetchSample(sample), sample.title, { crop: null, shortSide: 256 }, opening);
    } catch (error) {
      this.#failed(opening, `The sample “${sample.title}” could not be opened`, error);
    }
  }

  async openFragment(fragment: string): Promise<boolean> {
    let opening = this.#opening;
    try {
      const shared = decodeLink(fragment.replace(/^#/, ''));
      if (!shared) return false;
      opening = ++this.#opening;
      await this.#openShared(shared, shared.name ?? 'Shared picture', opening);
    } catch (error) {
      this.#failed(opening, 'This link could not be opened', error);
    }
    return true;
  }

  /**
   * Opens a picture of so many pixels on which nothing stands: the background code or, of several levels, the codes that
   * say nothing.
   *
   * @returns whether it reached the screen
   */
  async openBlank(pixels: Size, name: string): Promise<boolean> {
    const opening = ++this.#opening;
    try {
      const { id: packId, levels } = await this.#context.engine.ready();
      const { background } = this.#context.get();
      const blank = levels.map(({ codebookSize, downsample, meanCode }) => ({
        codebookSize,
        grid: createGrid(sizeOnLevel(pixels, downsample), levels.length > 1 ? (meanCode ?? 0) : background),
      }));
      await this.#openShared({ packId, levels: blank, name }, name, opening);
      return opening === this.#opening;
    } catch (error) {
      this.#failed(opening, 'A new picture could not be opened', error);
      return false;
    }
  }

  async openShelf(id: string): Promise<void> {
    const opening = ++this.#opening;
    const { get, notify } = this.#context;
    if (get().document?.id === id) return;
    await this.#autoSave.flush();
    const stored = await this.#autoSave.load(id);
    if (opening !== this.#opening) return;
    if (!stored) {
      notify({ kind: 'error', title: 'That picture is gone', detail: 'The browser has cleared its storage.' });
      await this.#autoSave.forget(id);
      return;
    }
    try {
      const pack = await this.#changePackFor(stored.info);
      if (opening === this.#opening) this.#onScreen.show(stored);
      await this.#onScreen.showBy(pack);
    } catch (error) {
      this.#failed(opening, `“${stored.info.name}” could not be opened`, error);
    }
  }

  async closeShelf(id: string): Promise<void> {
    const { get, engine } = this.#context;
    await this.#autoSave.forget(id);
    this.#onScreen.forgetSteps(id);
    if (get().document?.id !== id) return;
    const next = get().shelf[0];
    if (next) await this.openShelf(next.id);
    else {
      await this.#showFirstSample(++this.#opening);
      if (engine.pack) await this.#onScreen.showBy(engine.pack);
    }
  }

  async refit({ crop, shortSide }: { crop: Rect | null; shortSide: PhotoSize }): Promise<void> {
    const opening = ++this.#opening;
    const { document, grids } = this.#context.get();
    const { source } = this.#onScreen;
    if (!document || !source) return;
    // A picture without edits is replaced; one that was painted on stays on the shelf.
    const replaced = document.levels.every(({ own }, i) => sameGrid(grids[i]!, own)) ? document.id : null;
    try {
      await this.#openPicture(source, document.name, { crop, shortSide }, opening);
      if (replaced && this.#context.get().document?.id !== replaced) await this.#autoSave.forget(replaced);
    } catch (error) {
      this.#failed(opening, 'The picture could not be fitted', error);
    }
  }

  async sourceUrl(): Promise<string | null> {
    const { source } = this.#onScreen;
    return source && URL.createObjectURL(source);
  }

  async #openPicture(
    file: Blob,
    name: string,
    options: Partial<PhotoOptions> & Pick<PhotoOptions, 'crop'>,
    opening: number,
  ): Promise<void> {
    const { get, set, engine } = this.#context;
    const { preferences } = get();
    const activity = (text: string | null) => set({ engine: { ...get().engine, activity: text } });
    if (!engine.pack) activity('Your picture is next: the model is loading');
    // Before the encoder can run, what cannot be a document must have said so.
    let { downsample } = engine.pack ?? get().document?.levels.at(-1) ?? { downsample: 8 };
    const prepare = () =>
      preparePhoto(file, {
        shortSide: preferences.shortSide,
        background: preferences.alphaBackground,
        downsample,
        ...options,
      });
    let prepared = await prepare();
    let pack: PackInfo;
    let grids: readonly TokenGrid[];
    do {
      pack = await engine.ready();
      if (opening !== this.#opening) return;
      if (pack.downsample !== downsample) {
        downsample = pack.downsample;
        prepared = await prepare();
      }
      activity('Encoding');
      grids = await this.#onScreen.encode(prepared.image);
      if (opening !== this.#opening) return;
      // Another pack may have been opened meanwhile: then these codes are not its.
    } while (engine.pack !== pack);
    activity(null);
    await this.#autoSave.flush();
    const document = this.#describe(pack, name, prepared.info, grids);
    this.#onScreen.markEncoded(document.id);
    this.#onScreen.show({
      info: document,
      grids,
      original: prepared.image,
      reconstruction: null,
      source: file,
      others: [],
    });
  }

  async #openShared(shared: SharedPicture, name: string, opening: number): Promise<void> {
    const { packId, levels } = shared;
    const grids = levels.map(({ grid }) => grid);
    requireCodesOf(this.#packs.entry(packId), shared);
    const pack = await this.#changePackFor({ packId, name: shared.name ?? name });
    if (opening === this.#opening) await this.#autoSave.flush();
    if (opening !== this.#opening) {
      await this.#onScreen.showBy(pack);
      return;
    }
    const info = this.#describe(pack, shared.name ?? name, null, grids);
    this.#onScreen.show({ info, grids, original: null, reconstruction: null, source: null, others: [] });
  }

  /** The pack whose codes a document is written in, open. */
  async #changePackFor({ packId, name }: Pick<DocumentInfo, 'packId' | 'name'>): Promise<PackInfo> {
    const { get, notify } = this.#context;
    const before = get().packs.current;
    const pack = await this.#packs.use(packId);
    if (before !== '' && before !== packId) {
      notify({
        kind: 'info',
        title: `Now with ${this.#packs.titleOf(packId)}`,
        detail: `“${name}” is written in its codes.`,
      });
    }
    return pack;
  }

  #describe(pack: PackInfo, name: string, photo: PhotoInfo | null, own: readonly TokenGrid[]): DocumentInfo {
    return {
      id: newId(),
      name,
      packId: pack.id,
      levels: levelsWith(pack, own),
      photo,
      provisional: false,
    };
  }

  /** The first sample as it was stored, else as soon as the model can make one. */
  async #showFirstSample(opening: number): Promise<void> {
    const [sample] = samples;
    if (!sample) return;
    const stored = await readStoredSample(sample, newId()).catch(() => null);
    if (opening !== this.#opening) return;
    if (stored) this.#onScreen.show(stored);
    // That waits for the model, and must not hold up what the person opens meanwhile.
    else void this.openSample(sample.id);
  }

  #failed(opening: number, title: string, error: unknown): void {
    const { get, set, report } = this.#context;
    if (opening === this.#opening) {
      this.#broughtAt = null;
      set({ engine: { ...get().engine, activity: null } });
    }
    report(title, error);
  }
}

/** @throws ShareFormatError for grids that are not those of one picture in the pack's codes */
function requireCodesOf(pack: PackEntry | null, { packId, levels }: SharedPicture): void {
  const codes = levels.map(({ codebookSize }) => codebookSize).join(' and ');
  if (pack?.levels.map(({ codebookSize }) => codebookSize).join(' and ') !== codes) {
    throw new ShareFormatError(
      `These tokens are codes of the pack “${packId}” (${codes} codes), which this page does not have.`,
      'Open them where they were made.',
    );
  }
  const finest = levels.at(-1)!.grid;
  const scales = levelScales(pack.levels);
  for (const [level, { grid }] of levels.entries()) {
    const { width, height } = sizeOnLevel(finest, scales[level]!);
    if (grid.width === width && grid.height === height) continue;
    throw new ShareFormatError(
      `The levels of these tokens do not fit each other: ${grid.width}×${grid.height} where there should be ${width}×${height}.`,
      'Ask for the link or file again.',
    );
  }
}
