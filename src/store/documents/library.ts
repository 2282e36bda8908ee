// Open documents in IndexedDB: written while people work, read when they come back.
import { createStore, get, promisifyRequest } from 'idb-keyval';
import type { RgbaImage } from '../../core/image.ts';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { DocumentInfo, ShelfEntry } from '../state.ts';
import type { Edition } from './edition.ts';
import { type DocumentOfOneLevel, withLevels } from './one-level.ts';

/** All that is needed to show a document before any model is loaded. */
export interface StoredDocument {
  readonly info: DocumentInfo;
  /** Of each level. */
  readonly grids: readonly TokenGrid[];
  readonly original: RgbaImage | null;
  readonly reconstruction: RgbaImage | null;
  /** The file as it was brought, to crop and fit again. */
  readonly source: Blob | null;
  /** The same picture in the codes of other packs. */
  readonly others: readonly Edition[];
}

export function newDocumentId(): string {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
}

export interface Index {
  readonly current: string | null;
  readonly shelf: readonly ShelfEntry[];
}

/** More open pictures than this would only fill the disk. */
export const shelfCapacity = 12;

const indexKey = 'index';

const nothingKept: Index = { current: null, shelf: [] };

/** A browser that refuses storage (private windows, a full disk) still paints: then nothing is kept. */
export class Library {
  readonly #store = createStore('tessera-documents', 'documents');
  readonly #onRefused: (error: unknown) => void;

  constructor(onRefused: (error: unknown) => void) {
    this.#onRefused = onRefused;
  }

  async index(): Promise<Index> {
    const index = await get<Index>(indexKey, this.#store).catch(() => undefined);
    return index ?? nothingKept;
  }

  async load(id: string): Promise<StoredDocument | null> {
    const stored = await get<StoredDocument | DocumentOfOneLevel>(id, this.#store).catch(() => undefined);
    return stored ? withLevels(stored) : null;
  }

  /**
   * Writes a document and changes the index in one transaction, so that neither is ever kept without the other; other
   * tabs keep pictures too, and none may undo what another one noted.
   *
   * @param change gives the index as it shall be; the documents that it leaves out are removed
   * @returns the index as it is now
   */
  save(document: StoredDocument, change: (kept: Index) => Index): Promise<Index> {
    return this.#change(change, (store) => store.put(document, document.info.id));
  }

  /** Removes a document and changes the index, in one transaction. */
  async remove(id: string, change: (kept: Index) => Index): Promise<void> {
    await this.#change(change, (store) => store.delete(id));
  }

  async #change(change: (kept: Index) => Index, also: (store: IDBObjectStore) => void): Promise<Index> {
    let changed = change(nothingKept);
    await this.#store('readwrite', (store) => {
      also(store);
      const request: IDBRequest<Index | undefined> = store.get(indexKey);
      request.onsuccess = () => {
        const kept = request.result ?? nothingKept;
        changed = change(kept);
        store.put(changed, indexKey);
        for (const { id } of kept.shelf) if (!changed.shelf.some((entry) => entry.id === id)) store.delete(id);
      };
      return promisifyRequest(store.transaction);
    }).catch(this.#onRefused);
    return changed;
  }
}
