// Writes the open document to the library a moment after each change, and keeps the shelf of open pictures.
import type { UseStore } from 'idb-keyval';
import type { RgbaImage } from '../../core/image.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { StoreContext } from '../context.ts';
import { thumbnail } from '../photo/thumbnail.ts';
import { isComplete } from '../prior/proposal.ts';
import { visibleGrids } from '../selectors.ts';
import type { DocumentInfo, ShelfEntry, TesseraState } from '../state.ts';
import { isUntouchedInAll, withOwn } from './edition.ts';
import { HeldDocuments } from './held-documents.ts';
import { forgetLastEdit, noteLastEdit, withLastEdit } from './last-edit.ts';
import { documentStore, Library } from './library.ts';
import { askToPersist } from './persistence.ts';
import { shelfCapacity } from './shelf.ts';
import { inPlainWords, isFull, storageWords } from './storage-error.ts';
import { newDocumentId, type StoredDocument } from './stored-document.ts';
import { documentOfWindow, noteDocumentOfWindow } from './window-document.ts';

/** Milliseconds without a change before the document is written, */
const rest = 400;

/** and how long changes without a rest may put that off. */
const longest = 2000;

/** Milliseconds after which a stroke in hand is noted. */
const restOfStroke = 1000;

const thumbnailSide = 96;

const notSaved = 'Your work is not being saved';

export interface AutoSaveOptions {
  /** What belongs to the open document but not to the state. */
  readonly rest: () => Pick<StoredDocument, 'source' | 'others'>;
  readonly store?: UseStore;
  readonly thumbnailOf?: typeof thumbnail;
}

export class AutoSave {
  readonly #context: StoreContext;
  readonly #options: AutoSaveOptions;
  readonly #library: Library;
  readonly #held: HeldDocuments;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change was made that is not written yet. */
  #changedAt: number | null = null;
  #strokeTimer: ReturnType<typeof setTimeout> | undefined;
  /** The document that was written last. One that never was is written at once: until then nothing of it can be found again. */
  #written: string | null = null;
  /** Writings that are under way. */
  #writing = 0;
  /** It has been told that nothing is saved, and still nothing is. */
  #refused = false;

  constructor(context: StoreContext, options: AutoSaveOptions) {
    this.#context = context;
    this.#options = options;
    this.#held = new HeldDocuments((id) => this.#becomeCopy(id));
    this.#library = new Library({
      store: options.store ?? documentStore(),
      entryOf: (document) => this.#entryOf(document),
      onRefused: (error) => this.#onRefused(error),
      onWritten: () => this.#onWritten(),
      onSetAside: (count) => this.#onSetAside(count),
    });
    context.store.subscribe((state, before) => {
      if (state.grids !== before.grids || state.document !== before.document || isWritten(state) !== isWritten(before))
        this.#schedule();
      if (state.draft !== before.draft || state.floating !== before.floating) this.#followHand(state);
    });
    globalThis.document?.addEventListener('visibilitychange', () => {
      if (globalThis.document.visibilityState === 'hidden') this.#leave();
    });
    // Safari tells nothing else of a page that is navigated away from.
    globalThis.window?.addEventListener('pagehide', () => this.#leave());
  }

  async flush(): Promise<void> {
    if (this.#timer !== undefined) await this.#save();
  }

  /**
   * The document, or a copy of it where another window works on it; null where it is gone, or was set aside.
   *
   * @throws where storage refuses or is silent
   */
  async load(id: string): Promise<StoredDocument | null> {
    const kept = await inPlainWords(() => this.#library.load(id));
    this.#showShelf();
    if (!kept) return null;
    const stored = withLastEdit(kept);
    if (await this.#held.hold(id)) return stored;
    this.#tellCopy(stored.info.name);
    return { ...stored, info: { ...stored.info, id: newDocumentId() } };
  }

  /** The document that this window showed, or that of the last visit; null where there is none. Shows the shelf. */
  async restore(): Promise<StoredDocument | null> {
    const { current } = await this.#library.index();
    this.#showShelf();
    try {
      for (const id of new Set([documentOfWindow(), current])) {
        const stored = id === null ? null : await this.load(id);
        if (stored) return stored;
      }
    } catch (error) {
      this.#onRefused(error);
    }
    return null;
  }

  /** @returns the document as it was, null where it could not be read */
  async forget(id: string): Promise<StoredDocument | null> {
    const { get } = this.#context;
    const document = await this.#library.load(id).catch(() => null);
    const removing = this.#library.remove(id, get().document?.id ?? null);
    this.#showShelf();
    await removing;
    this.#showShelf();
    forgetLastEdit(id);
    this.#held.release(id);
    return document;
  }

  /** Puts back on the shelf what was forgotten. */
  async bringBack(document: StoredDocument, place: number): Promise<void> {
    const restoring = this.#library.restore(document, this.#entryOf(document), place);
    this.#showShelf();
    await restoring;
    this.#showShelf();
  }

  /** It cannot be shown. */
  async setAside(id: string): Promise<void> {
    await this.#library.setAside(id);
    this.#showShelf();
  }

  setAsideFile(): Promise<Blob | null> {
    return inPlainWords(() => this.#library.setAsideFile());
  }

  /** The picture has settled: its pixels belong to the document too. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    this.#changedAt ??= now;
    const isNew = this.#context.get().document?.id !== this.#written;
    const wait = isNew ? 0 : Math.max(0, Math.min(rest, this.#changedAt + longest - now));
    this.#timer = setTimeout(() => void this.#save(), wait);
  }

  /** A stroke, or a patch that is not set down, is no part of the grid: it is noted in case the page ends meanwhile. */
  #followHand({ draft, floating, document }: TesseraState): void {
    if (draft || floating) {
      this.#strokeTimer ??= setTimeout(() => {
        this.#strokeTimer = undefined;
        this.#note();
      }, restOfStroke);
      return;
    }
    clearTimeout(this.#strokeTimer);
    this.#strokeTimer = undefined;
    // Where it was given up, nothing is to be written.
    if (document && this.#timer === undefined && this.#writing === 0) forgetLastEdit(document.id);
  }

  #note(): void {
    const state = this.#context.get();
    if (state.document) noteLastEdit({ info: state.document, grids: paintedGrids(state) });
  }

  /** The page may end at any moment now. */
  #leave(): void {
    const { draft, floating } = this.#context.get();
    if (this.#timer !== undefined || this.#writing > 0 || draft || floating) this.#note();
    void this.flush();
  }

  async #save(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changedAt = null;
    const state = this.#context.get();
    const { surfaces } = this.#context;
    const kept = worthKeeping(state);
    const { source, others } = this.#options.rest();
    if (!kept || (kept.info.provisional && isUntouchedInAll({ ...kept, others }))) return;
    const { id } = kept.info;
    // What one level says alone is a view, not the document's picture.
    const reconstruction = state.alone ? null : surfaces.reconstruction.image;
    const document = { ...kept, original: surfaces.original.image, reconstruction, source, others };
    this.#written = id;
    noteDocumentOfWindow(id);
    void this.#held.hold(id);
    const entry = this.#entryOf(document);
    // From here on: whatever is waited for, the page may end meanwhile.
    this.#writing++;
    try {
      // Another window may have taken it: then a copy is written instead.
      if (!(await this.#held.settled(id))) return;
      const { shelf } = this.#library;
      const inUse = shelf.length < shelfCapacity ? undefined : await this.#held.heldElsewhere();
      const saving = this.#library.save(document, entry, inUse);
      this.#showShelf();
      await saving;
    } finally {
      this.#writing--;
    }
    this.#showShelf();
    if (this.#refused) return;
    if (!entry.untouched) askToPersist();
    const { draft, floating } = this.#context.get();
    if (this.#writing === 0 && this.#timer === undefined && !draft && !floating) forgetLastEdit(id);
  }

  #entryOf(document: StoredDocument): ShelfEntry {
    const { info, original, reconstruction } = document;
    // A picture that came without a photo, or was made here, lies nowhere else.
    const untouched = info.photo !== null && isUntouchedInAll(document);
    return { id: info.id, name: info.name, thumbnail: this.#thumbnailOf(reconstruction ?? original), untouched };
  }

  /** Without one the shelf still has the name. */
  #thumbnailOf(image: RgbaImage | null): string {
    const { thumbnailOf = thumbnail } = this.#options;
    try {
      return image ? thumbnailOf(image, thumbnailSide) : '';
    } catch {
      return '';
    }
  }

  #showShelf(): void {
    this.#context.set({ shelf: this.#library.shelf });
  }

  /** Another window has the document by now, and may have painted on it. */
  #becomeCopy(id: string): void {
    const { get, set } = this.#context;
    const { document } = get();
    if (document?.id !== id) return;
    this.#tellCopy(document.name);
    set({ document: { ...document, id: newDocumentId() } });
  }

  #tellCopy(name: string): void {
    this.#context.notify({
      kind: 'info',
      title: `“${name}” is open in another tab`,
      detail: 'This is a copy: what you paint here changes nothing there.',
    });
  }

  #onRefused(error: unknown): void {
    if (this.#refused) return;
    this.#refused = true;
    const advice = isFull(error)
      ? 'Delete pictures that you no longer need, and export what you want to keep.'
      : 'Export what you want to keep.';
    const detail = `${storageWords(error)} ${advice} The pictures of this visit stay on the shelf until the page is closed.`;
    this.#context.notify({ kind: 'error', title: notSaved, detail });
  }

  #onWritten(): void {
    if (!this.#refused) return;
    this.#refused = false;
    const { get, set } = this.#context;
    set({ notices: get().notices.filter(({ title }) => title !== notSaved) });
  }

  #onSetAside(count: number): void {
    const [what, them] = count === 1 ? ['A kept picture', 'It is'] : [`${count} kept records`, 'They are'];
    this.#context.notify({
      kind: 'error',
      title: `${what} could not be read`,
      detail: `${them} damaged, or from another version of this page. Nothing was thrown away: download the data to keep it.`,
      offer: 'set-aside',
    });
  }
}

/** The grids with what is in hand. What a prior proposes is not the person's yet. */
function paintedGrids(state: TesseraState): readonly TokenGrid[] {
  return state.proposed ? state.grids : visibleGrids(state);
}

/** What of the open document is kept; null for an empty picture that the prior is about to write. */
function worthKeeping(state: TesseraState): { info: DocumentInfo; grids: readonly TokenGrid[] } | null {
  const { document, grids, proposed } = state;
  if (!document?.blank) return document && { info: document, grids };
  return isWritten(state) && proposed ? { info: withOwn(document, proposed), grids: proposed } : null;
}

/** Whether what stands on an empty picture is whole, or as much of it as the person let be written. */
function isWritten({ document, proposed, prior }: TesseraState): readonly TokenGrid[] | null {
  const proposal = prior.proposals[prior.shown];
  if (!document?.blank || !proposal) return null;
  return prior.run?.kind === 'write' && !isComplete(proposal) ? null : proposed;
}
