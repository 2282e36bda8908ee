// Writes the open document to the library a moment after each change, and keeps the shelf of open pictures.
import type { StoreContext } from '../context.ts';
import { thumbnail } from '../photo/canvas-image.ts';
import type { ShelfEntry } from '../state.ts';
import { isUntouched } from './edition.ts';
import { holdDocument } from './held-document.ts';
import { forgetLastEdit, noteLastEdit, withLastEdit } from './last-edit.ts';
import { Library, newDocumentId, type StoredDocument, shelfCapacity } from './library.ts';

/** Milliseconds without a change before the document is written. */
const rest = 400;

const thumbnailSide = 96;

export class AutoSave {
  readonly #context: StoreContext;
  readonly #rest: () => Pick<StoredDocument, 'source' | 'others'>;
  readonly #library: Library;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** The document that was written last. One that never was is written at once: until then nothing of it can be found again. */
  #written: string | null = null;
  /** Writings that are under way. */
  #writing = 0;
  #refused = false;
  /** Documents that no other tab may write, see held-document.ts. */
  readonly #held = new Set<string>();

  /** @param rest what belongs to the open document but not to the state */
  constructor(context: StoreContext, rest: () => Pick<StoredDocument, 'source' | 'others'>) {
    this.#context = context;
    this.#rest = rest;
    this.#library = new Library((error) => {
      if (this.#refused) return;
      this.#refused = true;
      context.notify({
        kind: 'info',
        title: 'Your work is not being saved',
        detail: `The browser refuses storage (${error instanceof Error ? error.message : error}). Export what you want to keep.`,
      });
    });
    context.store.subscribe((state, before) => {
      if (state.grids !== before.grids || state.document !== before.document) this.#schedule();
    });
    globalThis.document?.addEventListener('visibilitychange', () => {
      if (globalThis.document.visibilityState !== 'hidden' || (this.#timer === undefined && this.#writing === 0))
        return;
      const { document, grids } = context.get();
      if (document) noteLastEdit({ info: document, grids });
      void this.flush();
    });
  }

  /** The picture has settled: its pixels belong to the document too. */
  #schedule(): void {
    clearTimeout(this.#timer);
    const wait = this.#context.get().document?.id === this.#written ? rest : 0;
    this.#timer = setTimeout(() => void this.#save(), wait);
  }

  async flush(): Promise<void> {
    if (this.#timer === undefined) return;
    clearTimeout(this.#timer);
    await this.#save();
  }

  /** The document, or a copy of it where another tab works on it. */
  async load(id: string): Promise<StoredDocument | null> {
    const kept = await this.#library.load(id);
    if (!kept) return null;
    const stored = withLastEdit(kept);
    if (this.#held.has(id) || (await holdDocument(id))) {
      this.#held.add(id);
      return stored;
    }
    this.#context.notify({
      kind: 'info',
      title: `“${stored.info.name}” is open in another tab`,
      detail: 'This is a copy: what you paint here changes nothing there.',
    });
    return { ...stored, info: { ...stored.info, id: newDocumentId() } };
  }

  /** The document of the last visit, and its shelf. */
  async restore(): Promise<StoredDocument | null> {
    const { current, shelf } = await this.#library.index();
    this.#context.set({ shelf });
    return current === null ? null : this.load(current);
  }

  async forget(id: string): Promise<void> {
    const { get, set } = this.#context;
    const without = (shelf: readonly ShelfEntry[]) => shelf.filter((entry) => entry.id !== id);
    set({ shelf: without(get().shelf) });
    await this.#library.remove(id, ({ shelf }) => ({ current: get().document?.id ?? null, shelf: without(shelf) }));
  }

  async #save(): Promise<void> {
    this.#timer = undefined;
    const { get, set, surfaces } = this.#context;
    const { document, grids, alone, prior } = get();
    if (!document) return;
    // A stored result that nobody touched is not the person's work; nor is a grid of nothing that the prior writes on.
    const made = document.provisional || (document.photo === null && prior.proposals.length > 0);
    if (made && isUntouched(document, grids)) return;
    this.#written = document.id;
    if (!this.#held.has(document.id)) {
      this.#held.add(document.id);
      void holdDocument(document.id);
    }
    const { original } = surfaces;
    // What one level says alone is a view, not the document's picture.
    const reconstruction = alone ? null : surfaces.reconstruction.image;
    const shown = reconstruction ?? original.image;
    const entry: ShelfEntry = {
      id: document.id,
      name: document.name,
      thumbnail: shown ? thumbnail(shown, thumbnailSide) : '',
    };
    const upToDate = (shelf: readonly ShelfEntry[]) => withEntry(shelf, entry).slice(0, shelfCapacity);
    set({ shelf: upToDate(get().shelf) });
    this.#writing++;
    const stored = { info: document, grids, original: original.image, reconstruction, ...this.#rest() };
    const { shelf } = await this.#library
      .save(stored, (kept) => ({ current: get().document?.id ?? null, shelf: upToDate(kept.shelf) }))
      .finally(() => this.#writing--);
    if (this.#writing === 0 && this.#timer === undefined) forgetLastEdit();
    set({ shelf });
  }
}

/** Latest first. */
function withEntry(shelf: readonly ShelfEntry[], entry: ShelfEntry): ShelfEntry[] {
  return [entry, ...shelf.filter(({ id }) => id !== entry.id)];
}
