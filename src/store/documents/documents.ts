// Opening documents by every route, one at a time; keeping them; changing between them.
import { sizeOnLevel } from '../../core/levels.ts';
import type { Rect, Size } from '../../core/rect.ts';
import { decodeLink } from '../../core/share/link.ts';
import type { SharedPicture } from '../../core/share/shared-grid.ts';
import { createGrid } from '../../core/token-grid.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import type { Packs } from '../packs/packs.ts';
import { samples } from '../samples.ts';
import type { DocumentInfo, PhotoSize } from '../state.ts';
import { recordSpan } from '../timing.ts';
import { AutoSave, type AutoSaveOptions } from './auto-save.ts';
import { examine } from './bring.ts';
import { canBeShown, requireCodesOf } from './codes-of-pack.ts';
import { Deletions } from './deletions.ts';
import { isUntouchedInAll, newDocument } from './edition.ts';
import { encodePhoto, endComing, type PhotoFit } from './encode-photo.ts';
import { leftAs, withLastEdit } from './last-edit.ts';
import { isExport, repaintedNotice, strippedNotice } from './lost-tokens.ts';
import { OnScreen, type OnScreenOptions } from './on-screen.ts';
import { Openings } from './openings.ts';
import { newDocumentId, type StoredDocument } from './stored-document.ts';
import { fetchSample, readStoredSample } from './stored-sample.ts';

const [firstSample] = samples;

export interface DocumentsOptions extends OnScreenOptions {
  /** Of unit tests: otherwise the browser's. */
  readonly storage?: Omit<AutoSaveOptions, 'rest'>;
}

export class Documents {
  readonly #context: StoreContext;
  readonly #packs: Packs;
  readonly #endStrokes: OnScreenOptions['endStrokes'];
  readonly #onScreen: OnScreen;
  readonly #autoSave: AutoSave;
  /** By number of the opening, when its file was brought. */
  readonly #brought = new Map<number, number>();
  /** When a file was brought whose reconstruction is not on screen yet. */
  #broughtAt: number | null = null;
  readonly #openings: Openings;
  readonly deletions: Deletions;

  constructor(context: StoreContext, options: DocumentsOptions) {
    this.#context = context;
    this.#packs = options.packs;
    this.#endStrokes = options.endStrokes;
    this.#onScreen = new OnScreen(context, options);
    this.#openings = new Openings(context, (opening) => {
      this.#broughtAt = this.#brought.get(opening) ?? null;
    });
    this.#autoSave = new AutoSave(context, {
      rest: () => ({ source: this.#onScreen.source, others: this.#onScreen.others }),
      ...options.storage,
    });
    this.deletions = new Deletions(context, {
      autoSave: this.#autoSave,
      leavePicture: () => this.#leavePicture(),
      load: (id, name) => this.#load(id, name),
      open: (id) => this.openShelf(id),
      show: (document) => {
        this.#onScreen.show(document);
        return this.#showByItsPack();
      },
      showSample: (isWanted) => this.#showSample(isWanted),
    });
    context.store.subscribe(({ shelf, document }, before) => {
      if (shelf === before.shelf) return;
      const ids = [...shelf.map(({ id }) => id), ...this.deletions.ids, ...(document ? [document.id] : [])];
      this.#onScreen.retainSteps(new Set(ids));
    });
  }

  get photoIsEncoded(): boolean {
    return this.#onScreen.photoIsEncoded;
  }

  /** Has the engine know the photo on screen; false where it cannot, which has been reported. */
  async ensureEncoded(): Promise<boolean> {
    // Meanwhile another picture may come on screen, or be given to the engine.
    while (!this.photoIsEncoded) if (!(await this.#onScreen.encodeOnScreen())) return false;
    return true;
  }

  /** Shows the work of the last visit, or the first sample. Neither needs a model. */
  async start(): Promise<void> {
    const opening = this.#openings.begin();
    const kept = await this.#usable(await this.#autoSave.restore());
    if (!this.#openings.isLatest(opening)) return;
    if (kept) this.#showFirst(kept);
    else await this.#showSample(() => this.#openings.isLatest(opening));
    recordSpan('tessera:first-picture', 0);
  }

  /** The reconstruction on screen is whole. */
  onSettled(): void {
    if (this.#broughtAt !== null) recordSpan('tessera:photo', this.#broughtAt);
    this.#broughtAt = null;
  }

  /** The engine is new: it must learn the photo on screen, and its codes replace a stored result. */
  async onEngineReady(pack: PackInfo): Promise<void> {
    this.#onScreen.forgetEncoded();
    await this.#showBy(pack);
  }

  async #showBy(pack: PackInfo): Promise<void> {
    try {
      const shown = await this.#onScreen.showBy(pack);
      // Another document may be about to be shown by this pack.
      if (!shown && this.#context.get().packs.opening === null) await this.#backToOwnPack();
    } catch (error) {
      this.#context.report('The picture could not be shown', error);
    }
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
    this.#onScreen.forgetEncoded();
  }

  /** What is no picture of ours leaves alone what is on its way. */
  openFile(file: Blob, name: string): Promise<void> {
    return this.#openFile(file, name, this.#openings.ask());
  }

  /** One after the other: the last one stays on screen, unless something else is asked for meanwhile. */
  async openFiles(files: readonly File[]): Promise<void> {
    const asked = files.map((file) => ({ file, opening: this.#openings.ask() }));
    for (const { file, opening } of asked) await this.#openFile(file, file.name, opening);
  }

  async #openFile(file: Blob, name: string, opening: number): Promise<void> {
    const { notify } = this.#context;
    this.#brought.set(opening, performance.now());
    try {
      const brought = await examine(file, name);
      if (brought.kind === 'tokens') {
        await this.#openShared(brought.shared, name, opening);
        if (brought.repainted && this.#openings.isLatest(opening)) notify(repaintedNotice);
        return;
      }
      if (brought.damagedTokens) {
        notify({
          kind: 'info',
          title: 'The tokens inside this PNG are damaged',
          detail: 'It was opened as a picture.',
        });
      }
      const { shelf, document: before } = this.#context.get();
      await this.#openPicture(brought.file, name, { crop: null }, opening);
      const { document } = this.#context.get();
      if (!brought.damagedTokens && this.#openings.isLatest(opening) && isExport(file, name, document, before, shelf)) {
        notify(strippedNotice(name));
      }
    } catch (error) {
      this.#failed(opening, `“${name}” could not be opened`, error);
    } finally {
      this.#brought.delete(opening);
    }
  }

  async openSample(id: string): Promise<void> {
    const opening = this.#openings.ask();
    const sample = samples.find((candidate) => candidate.id === id);
    if (!sample) return;
    try {
      await this.#openPicture(await fetchSample(sample), sample.title, { crop: null, shortSide: 256 }, opening);
    } catch (error) {
      this.#failed(opening, `The sample “${sample.title}” could not be opened`, error);
    }
  }

  async openFragment(fragment: string): Promise<boolean> {
    const opening = this.#openings.ask();
    try {
      const shared = decodeLink(fragment.replace(/^#/, ''));
      if (!shared) return false;
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
    const opening = this.#openings.begin();
    try {
      const { id: packId, version: packVersion, levels } = await this.#context.engine.ready();
      const { background } = this.#context.get();
      const blank = levels.map(({ codebookSize, downsample, meanCode }) => ({
        codebookSize,
        grid: createGrid(sizeOnLevel(pixels, downsample), levels.length > 1 ? (meanCode ?? 0) : background),
      }));
      await this.#openShared({ packId, packVersion, levels: blank, name }, name, opening, { blank: true });
      return this.#openings.isLatest(opening);
    } catch (error) {
      this.#failed(opening, 'A new picture could not be opened', error);
      return false;
    }
  }

  async openShelf(id: string): Promise<void> {
    const opening = this.#openings.begin();
    const { get } = this.#context;
    if (get().document?.id === id) return;
    const name = get().shelf.find((entry) => entry.id === id)?.name ?? 'The picture';
    try {
      await this.#leavePicture();
      const stored = await this.#load(id, name);
      if (!stored || !this.#openings.isLatest(opening)) return;
      const pack = await this.#changePackFor(stored.info);
      if (this.#openings.isLatest(opening)) this.#onScreen.show(stored);
      await this.#onScreen.showBy(pack);
    } catch (error) {
      this.#failed(opening, `“${name}” could not be opened`, error);
    }
  }

  /**
   * A picture of the shelf; null where there is nothing to show, which has been told.
   *
   * @throws where storage refuses or is silent
   */
  async #load(id: string, name: string): Promise<StoredDocument | null> {
    const { get, notify } = this.#context;
    const kept = await this.#autoSave.load(id);
    // What was set aside has left the shelf.
    if (kept || !get().shelf.some((entry) => entry.id === id)) return this.#usable(kept);
    await this.#autoSave.forget(id);
    notify({ kind: 'error', title: `“${name}” is gone`, detail: 'The browser has cleared its storage.' });
    return null;
  }

  /** The picture on screen by its own pack, unless another one is on its way, which will show it. */
  async #showByItsPack(): Promise<void> {
    const { get } = this.#context;
    const { document, packs } = get();
    if (!document || packs.opening !== null) return;
    try {
      await this.#onScreen.showBy(await this.#changePackFor(document));
    } catch (error) {
      this.#context.report(`“${document.name}” could not be opened`, error);
    }
  }

  async setAsideFile(): Promise<Blob | null> {
    try {
      return await this.#autoSave.setAsideFile();
    } catch (error) {
      this.#context.report('The kept data could not be read', error);
      return null;
    }
  }

  async refit({ crop, shortSide }: { crop: Rect | null; shortSide: PhotoSize }): Promise<void> {
    const opening = this.#openings.ask();
    const { document, grids } = this.#context.get();
    const { source, others } = this.#onScreen;
    if (!document || !source) return;
    // A picture without edits is replaced; one that was painted on, in the codes of any pack, stays on the shelf.
    const replaced = isUntouchedInAll({ info: document, grids, others }) ? document.id : null;
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

  async #openPicture(file: Blob, name: string, fit: PhotoFit, opening: number): Promise<void> {
    const encoded = await encodePhoto(this.#context, {
      file,
      name,
      fit,
      encode: (image) => this.#onScreen.encode(image),
      begin: () => this.#openings.beginInTurn(opening),
      overtaken: () => !this.#openings.isLatest(opening),
    });
    if (!encoded) return;
    await this.#leavePicture();
    const { pack, image, info, grids } = encoded;
    const document = newDocument(pack, name, info, grids);
    this.#onScreen.show({
      info: document,
      grids,
      original: image,
      reconstruction: null,
      source: file,
      others: [],
    });
    endComing(this.#context);
    // Where the picture before it was given to the engine once more meanwhile.
    if (!this.photoIsEncoded) void this.#onScreen.encodeOnScreen();
  }

  async #openShared(
    shared: SharedPicture,
    name: string,
    opening: number,
    as: Pick<DocumentInfo, 'blank'> = {},
  ): Promise<void> {
    const { packId, levels } = shared;
    const grids = levels.map(({ grid }) => grid);
    requireCodesOf(this.#packs.entry(packId), shared);
    if (!this.#openings.beginInTurn(opening)) return;
    const pack = await this.#changePackFor({ packId, name: shared.name ?? name });
    if (this.#openings.isLatest(opening)) await this.#leavePicture();
    if (!this.#openings.isLatest(opening)) {
      await this.#onScreen.showBy(pack);
      return;
    }
    const info = { ...newDocument(pack, shared.name ?? name, null, grids), ...as };
    this.#onScreen.show({ info, grids, original: null, reconstruction: null, source: null, others: [] });
  }

  /** What this page's packs can show; the rest is set aside. */
  async #usable(stored: StoredDocument | null): Promise<StoredDocument | null> {
    if (!stored || canBeShown(stored, (id) => this.#packs.entry(id))) return stored;
    await this.#autoSave.setAside(stored.info.id);
    return null;
  }

  /** The pack whose codes a document is written in, open; of one that is gone whichever is. */
  async #changePackFor({ packId, name }: Pick<DocumentInfo, 'packId' | 'name'>): Promise<PackInfo> {
    const { get, notify, engine } = this.#context;
    const before = get().packs.current;
    if (!this.#packs.entry(packId)) return engine.ready();
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

  /** What is in hand belongs to the picture on screen, and is kept with it. */
  async #leavePicture(): Promise<void> {
    this.#endStrokes();
    await this.#autoSave.flush();
  }

  /** The first sample as it was stored, else as soon as the model can make one. */
  async #showSample(isWanted: () => boolean): Promise<void> {
    const stored = await readStoredSample(firstSample, leftAs(firstSample.id) ?? newDocumentId()).catch(() => null);
    if (!isWanted()) return;
    // Without one that waits for the model, and must not hold up what the person opens meanwhile.
    if (!stored) void this.openSample(firstSample.id);
    else this.#showFirst(withLastEdit(stored));
  }

  /** Shows it at once; the pack shows it once it is open, which it may be already: storage can be slower than the model. */
  #showFirst(stored: StoredDocument): void {
    this.#onScreen.show(stored);
    const { pack } = this.#context.engine;
    if (pack) void this.#showBy(pack);
  }

  #failed(opening: number, title: string, error: unknown): void {
    this.#openings.complain(opening, title, error);
    if (!this.#openings.isLatest(opening)) return;
    this.#broughtAt = null;
    endComing(this.#context);
    const { document } = this.#context.get();
    const { pack } = this.#context.engine;
    // What is on screen may wait for a pack that this would have opened; of what it overtook the engine may hold the numbers.
    if (pack && document && document.packId !== pack.id) void this.#showByItsPack();
    else if (!this.photoIsEncoded) void this.#onScreen.encodeOnScreen();
  }
}
