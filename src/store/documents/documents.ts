// Opening documents by every route, one at a time; keeping them; changing between them.
import { sizeOnLevel } from '../../core/levels.ts';
import type { Rect, Size } from '../../core/rect.ts';
import { decodeLink } from '../../core/share/link.ts';
import type { SharedPicture } from '../../core/share/shared-grid.ts';
import { createGrid, sameGrid, type TokenGrid } from '../../core/token-grid.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import type { Packs } from '../packs/packs.ts';
import { samples } from '../samples.ts';
import type { DocumentInfo, PhotoInfo, PhotoSize } from '../state.ts';
import { recordSpan } from '../timing.ts';
import { AutoSave } from './auto-save.ts';
import { examine } from './bring.ts';
import { requireCodesOf } from './codes-of-pack.ts';
import { levelsWith } from './edition.ts';
import { encodePhoto, endComing, type PhotoFit } from './encode-photo.ts';
import { leftAs, withLastEdit } from './last-edit.ts';
import { newDocumentId, type StoredDocument } from './library.ts';
import { OnScreen, type OnScreenOptions } from './on-screen.ts';
import { Openings } from './openings.ts';
import { fetchSample, readStoredSample } from './stored-sample.ts';

const [firstSample] = samples;

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

  constructor(context: StoreContext, options: OnScreenOptions) {
    this.#context = context;
    this.#packs = options.packs;
    this.#endStrokes = options.endStrokes;
    this.#onScreen = new OnScreen(context, options);
    this.#openings = new Openings(context, (opening) => {
      this.#broughtAt = this.#brought.get(opening) ?? null;
    });
    this.#autoSave = new AutoSave(context, () => ({ source: this.#onScreen.source, others: this.#onScreen.others }));
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
    const kept = await this.#autoSave.restore();
    if (!this.#openings.isLatest(opening)) return;
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
    this.#onScreen.forgetEncoded();
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
      await this.#openShared({ packId, packVersion, levels: blank, name }, name, opening);
      return this.#openings.isLatest(opening);
    } catch (error) {
      this.#failed(opening, 'A new picture could not be opened', error);
      return false;
    }
  }

  async openShelf(id: string): Promise<void> {
    const opening = this.#openings.begin();
    const { get, notify } = this.#context;
    if (get().document?.id === id) return;
    await this.#leavePicture();
    const stored = await this.#autoSave.load(id);
    if (!this.#openings.isLatest(opening)) return;
    if (!stored) {
      notify({ kind: 'error', title: 'That picture is gone', detail: 'The browser has cleared its storage.' });
      await this.#autoSave.forget(id);
      return;
    }
    try {
      const pack = await this.#changePackFor(stored.info);
      if (this.#openings.isLatest(opening)) this.#onScreen.show(stored);
      await this.#onScreen.showBy(pack);
    } catch (error) {
      this.#failed(opening, `“${stored.info.name}” could not be opened`, error);
    }
  }

  /** Where it is on screen, another one takes its place: no wish of its own, so that it overtakes nothing on its way. */
  async closeShelf(id: string): Promise<void> {
    const { get, engine } = this.#context;
    await this.#autoSave.forget(id);
    this.#onScreen.forgetSteps(id);
    const isOnScreen = () => get().document?.id === id;
    while (isOnScreen()) {
      const [next] = get().shelf;
      const stored = next ? await this.#autoSave.load(next.id) : await this.#storedFirstSample();
      if (!isOnScreen()) return;
      if (stored && (!next || get().shelf.some((entry) => entry.id === next.id))) {
        this.#onScreen.show(stored);
        if (next) await this.#showByItsPack();
        else if (engine.pack) await this.#onScreen.showBy(engine.pack);
      } else if (next) await this.#autoSave.forget(next.id);
      else {
        await this.openSample(firstSample.id);
        return;
      }
    }
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

  async refit({ crop, shortSide }: { crop: Rect | null; shortSide: PhotoSize }): Promise<void> {
    const opening = this.#openings.ask();
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
    const document = this.#describe(pack, name, info, grids);
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

  async #openShared(shared: SharedPicture, name: string, opening: number): Promise<void> {
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

  /** What is in hand belongs to the picture on screen, and is kept with it. */
  async #leavePicture(): Promise<void> {
    this.#endStrokes();
    await this.#autoSave.flush();
  }

  #describe(pack: PackInfo, name: string, photo: PhotoInfo | null, own: readonly TokenGrid[]): DocumentInfo {
    return {
      id: newDocumentId(),
      name,
      packId: pack.id,
      levels: levelsWith(pack, own),
      photo,
      provisional: false,
    };
  }

  /** The first sample as it was stored, else as soon as the model can make one. */
  async #showFirstSample(opening: number): Promise<void> {
    const stored = await this.#storedFirstSample();
    if (!this.#openings.isLatest(opening)) return;
    if (stored) this.#onScreen.show(stored);
    // That waits for the model, and must not hold up what the person opens meanwhile.
    else void this.openSample(firstSample.id);
  }

  async #storedFirstSample(): Promise<StoredDocument | null> {
    const stored = await readStoredSample(firstSample, leftAs(firstSample.id) ?? newDocumentId()).catch(() => null);
    return stored && withLastEdit(stored);
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
