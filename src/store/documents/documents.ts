// Opening documents by every route, one at a time; keeping them; changing between them.
import type { TemporalState } from 'zundo';
import type { RgbaImage } from '../../core/image.ts';
import type { Rect } from '../../core/rect.ts';
import { decodeLink } from '../../core/share/link.ts';
import { type SharedGrid, ShareFormatError } from '../../core/share/shared-grid.ts';
import { sameGrid, type TokenGrid } from '../../core/token-grid.ts';
import { EngineError } from '../../engine/engine-error.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import type { LiveDecoder } from '../live-decoder.ts';
import { type PhotoOptions, preparePhoto } from '../photo/prepare-photo.ts';
import { samples } from '../samples.ts';
import type { DocumentInfo, PhotoInfo, PhotoSize } from '../state.ts';
import { recordSpan } from '../timing.ts';
import type { Undoable } from '../undoable-store.ts';
import { AutoSave } from './auto-save.ts';
import { examine } from './bring.ts';
import type { StoredDocument } from './library.ts';
import { adoptLiveCodes } from './live-codes.ts';
import { fetchSample, readStoredSample } from './stored-sample.ts';

export interface DocumentsOptions {
  /** The pack that is open or on its way. */
  readonly packId: string;
  readonly liveDecoder: LiveDecoder;
  /** The picture on screen is another one. */
  readonly onSwitched: () => void;
}

type Steps = Pick<TemporalState<Undoable>, 'pastStates' | 'futureStates'>;

function newId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

export class Documents {
  readonly #context: StoreContext;
  readonly #options: DocumentsOptions;
  readonly #autoSave: AutoSave;
  /** Undo steps of documents that are open but not on screen. */
  readonly #steps = new Map<string, Steps>();
  /** Id of the document whose z_e the engine holds. */
  #encoded: string | null = null;
  #source: Blob | null = null;
  /** When a file was brought whose reconstruction is not on screen yet. */
  #broughtAt: number | null = null;
  /** Counts openings: only the latest one may reach the screen. */
  #opening = 0;

  constructor(context: StoreContext, options: DocumentsOptions) {
    this.#context = context;
    this.#options = options;
    this.#autoSave = new AutoSave(context, () => this.#source);
  }

  get photoIsEncoded(): boolean {
    const { document } = this.#context.get();
    return document !== null && document.photo !== null && this.#encoded === document.id;
  }

  /** Shows the work of the last visit, or the first sample. Neither needs a model. */
  async start(): Promise<void> {
    const opening = ++this.#opening;
    const kept = await this.#autoSave.restore();
    if (opening !== this.#opening) return;
    // Codes of another pack mean nothing to this one: that work stays on the shelf.
    if (kept?.info.packId === this.#options.packId) this.#show(kept);
    else await this.#showFirstSample(opening);
    recordSpan('tessera:first-picture', 0);
  }

  /** The reconstruction on screen is whole. */
  onSettled(): void {
    if (this.#broughtAt !== null) recordSpan('tessera:photo', this.#broughtAt);
    this.#broughtAt = null;
  }

  /** The engine is new: it must learn the photo on screen, and its codes replace a stored result. */
  async onEngineReady(): Promise<void> {
    this.#encoded = null;
    await this.#encodeOnScreen();
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
   * Opens tokens that no picture stands behind.
   *
   * @returns whether they reached the screen
   */
  async openGrid(grid: TokenGrid, name: string): Promise<boolean> {
    const opening = ++this.#opening;
    try {
      const pack = await this.#context.engine.ready();
      await this.#openShared({ packId: pack.id, codebookSize: pack.codebookSize, grid, name }, name, opening);
      return opening === this.#opening;
    } catch (error) {
      this.#failed(opening, 'A new picture could not be opened', error);
      return false;
    }
  }

  async openShelf(id: string): Promise<void> {
    const opening = ++this.#opening;
    if (this.#context.get().document?.id === id) return;
    await this.#autoSave.flush();
    const stored = await this.#autoSave.load(id);
    if (opening !== this.#opening) return;
    if (stored && stored.info.packId !== this.#options.packId) {
      this.#context.notify({
        kind: 'info',
        title: `“${stored.info.name}” belongs to another pack`,
        detail: `Its codes are those of ${stored.info.packId}: open the page with ?pack=${stored.info.packId} to go on with it.`,
      });
    } else if (stored) {
      this.#show(stored);
      await this.#encodeOnScreen();
    } else {
      this.#context.notify({
        kind: 'error',
        title: 'That picture is gone',
        detail: 'The browser has cleared its storage.',
      });
      await this.#autoSave.forget(id);
    }
  }

  async closeShelf(id: string): Promise<void> {
    const { get } = this.#context;
    await this.#autoSave.forget(id);
    this.#steps.delete(id);
    if (get().document?.id !== id) return;
    const next = get().shelf[0];
    if (next) await this.openShelf(next.id);
    else await this.#showFirstSample(++this.#opening).then(() => this.#encodeOnScreen());
  }

  async refit({ crop, shortSide }: { crop: Rect | null; shortSide: PhotoSize }): Promise<void> {
    const opening = ++this.#opening;
    const { document, grid } = this.#context.get();
    if (!document || !this.#source) return;
    // A picture without edits is replaced; one that was painted on stays on the shelf.
    const replaced = grid && sameGrid(grid, document.own) ? document.id : null;
    try {
      await this.#openPicture(this.#source, document.name, { crop, shortSide }, opening);
      if (replaced && this.#context.get().document?.id !== replaced) await this.#autoSave.forget(replaced);
    } catch (error) {
      this.#failed(opening, 'The picture could not be fitted', error);
    }
  }

  async sourceUrl(): Promise<string | null> {
    return this.#source && URL.createObjectURL(this.#source);
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
    const { downsample } = engine.pack ?? get().document ?? { downsample: 8 };
    const { image, info } = await preparePhoto(file, {
      shortSide: preferences.shortSide,
      background: preferences.alphaBackground,
      downsample,
      ...options,
    });
    const pack = await engine.ready();
    if (opening !== this.#opening) return;
    activity('Encoding');
    const { grid } = await this.#encode(image);
    if (opening !== this.#opening) return;
    activity(null);
    await this.#autoSave.flush();
    const document = this.#describe(pack, name, info, grid);
    this.#encoded = document.id;
    this.#show({ info: document, grid, original: image, reconstruction: null, source: file });
  }

  async #openShared(shared: SharedGrid, name: string, opening: number): Promise<void> {
    const pack = await this.#context.engine.ready();
    if (opening !== this.#opening) return;
    if (shared.packId !== pack.id || shared.codebookSize !== pack.codebookSize) {
      throw new ShareFormatError(
        `These tokens are codes of the pack “${shared.packId}” (${shared.codebookSize} codes), which is not loaded.`,
        `“${pack.id}” is.`,
      );
    }
    await this.#autoSave.flush();
    const info = this.#describe(pack, shared.name ?? name, null, shared.grid);
    this.#show({ info, grid: shared.grid, original: null, reconstruction: null, source: null });
  }

  #describe(pack: PackInfo, name: string, photo: PhotoInfo | null, own: TokenGrid): DocumentInfo {
    return {
      id: newId(),
      name,
      packId: pack.id,
      codebookSize: pack.codebookSize,
      downsample: pack.downsample,
      photo,
      own,
      provisional: false,
    };
  }

  /** The first sample: its stored result if that is of this pack, else as soon as the model can make one. */
  async #showFirstSample(opening: number): Promise<void> {
    const [sample] = samples;
    if (!sample) return;
    const stored = await readStoredSample(sample, newId()).catch(() => null);
    if (opening !== this.#opening) return;
    if (stored?.info.packId === this.#options.packId) this.#show(stored);
    // That waits for the model, and must not hold up what the person opens meanwhile.
    else void this.openSample(sample.id);
  }

  /** Puts a document on screen in place of the present one. */
  #show(document: StoredDocument): void {
    const { get, set, history, surfaces } = this.#context;
    const leaving = get().document;
    const { pastStates, futureStates } = history.getState();
    if (leaving) this.#steps.set(leaving.id, { pastStates, futureStates });
    this.#source = document.source;
    history.getState().pause();
    set({
      document: document.info,
      grid: document.grid,
      selection: null,
      draft: null,
      draftSelection: null,
      lasso: null,
      floating: null,
      viewport: null,
      hoveredCell: null,
      cursor: null,
      inspection: null,
    });
    history.setState(this.#steps.get(document.info.id) ?? { pastStates: [], futureStates: [] });
    history.getState().resume();
    surfaces.original.replace(document.original);
    surfaces.reconstruction.replace(document.reconstruction);
    surfaces.changed.replace(null);
    this.#options.onSwitched();
    this.#options.liveDecoder.reset(document.grid, document.info.downsample);
  }

  async #encode(image: RgbaImage): Promise<{ grid: TokenGrid }> {
    const { get, set, engine } = this.#context;
    const result = await engine.client.encode(image).catch(async (error: unknown) => {
      if (!(error instanceof EngineError) || error.kind !== 'worker-died') throw error;
      // The engine is starting again: the picture gets a second chance with the new one.
      await engine.ready();
      return engine.client.encode(image);
    });
    const { timings } = get().engine;
    set({
      engine: { ...get().engine, timings: { ...timings, encoder: result.encoderMs, quantizer: result.quantizerMs } },
    });
    return result;
  }

  /** Gives the engine the z_e of a photo that came on screen without being encoded. */
  async #encodeOnScreen(): Promise<void> {
    const { get, set, surfaces, engine, history, report } = this.#context;
    const { document } = get();
    const image = surfaces.original.image;
    if (!document?.photo || !image || !engine.pack) return;
    try {
      const { grid: own } = await this.#encode(image);
      const now = get();
      if (now.document?.id !== document.id) return;
      this.#encoded = document.id;
      if (!now.document.provisional || !now.grid) return;
      const adopted = adoptLiveCodes(now.document, now.grid, own);
      history.getState().pause();
      set(adopted);
      history.getState().resume();
    } catch (error) {
      report('The photo could not be encoded', error);
    }
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
