// Open documents in the browser's storage: written while people work, read when they come back. Where storage refuses, is
// full or silent, what could not be written stays in memory for this visit.
import { createStore, promisifyRequest, type UseStore } from 'idb-keyval';
import { answerWithin, NoAnswerError } from '../../core/answer-within.ts';
import type { ShelfEntry } from '../state.ts';
import { keyOfSetAside, setAsideKeys } from './set-aside.ts';
import { shelfCapacity, withEntry, withEntryAt, withoutEntry } from './shelf.ts';
import { isFull } from './storage-error.ts';
import {
  type Index,
  readDocument,
  readIndex,
  recordOf,
  type SourceBytes,
  type StoredDocument,
} from './stored-document.ts';
import { documentOfWindow } from './window-document.ts';

interface LibraryListener {
  /** Nothing can be read or written, for now. */
  readonly onRefused: (error: unknown) => void;
  /** Something was written. */
  readonly onWritten: () => void;
  /** So many records are no documents of ours: they are out of the way. */
  readonly onSetAside: (count: number) => void;
}

export interface LibraryOptions extends LibraryListener {
  readonly store: UseStore;
  readonly entryOf: (document: StoredDocument) => ShelfEntry;
}

interface Unwritten {
  readonly document: StoredDocument;
  readonly entry: ShelfEntry;
}

const indexKey = 'index';

const nothingKept: Index = { current: null, shelf: [] };

/** Milliseconds that a person waits for what may not come; what is being written nobody waits for. */
const patience = { reading: 4000, writing: 15_000 };

/** The browser's own; nothing is asked of it yet. */
export function documentStore(): UseStore {
  return createStore('tessera-documents', 'documents');
}

/**
 * The document that was open last, for who only looks; null where there is none that can be read.
 *
 * @throws where storage refuses or is silent
 */
export async function lastDocument(store: UseStore): Promise<StoredDocument | null> {
  const id = documentOfWindow() ?? readIndex(await read<unknown>(store, (records) => records.get(indexKey)))?.current;
  return id ? readDocument(await read<unknown>(store, (records) => records.get(id))) : null;
}

export class Library {
  readonly #options: LibraryOptions;
  /** The index as it was kept last. */
  #index: Index = nothingKept;
  /** What storage has not taken yet, the latest last. */
  readonly #unwritten = new Map<string, Unwritten>();
  /** What was written in this visit, the latest last, should the browser's storage be cleared meanwhile. */
  readonly #written = new Map<string, Unwritten>();
  /** Whether this browser's storage takes no Blobs. */
  #withoutBlobs = false;

  constructor(options: LibraryOptions) {
    this.#options = options;
  }

  /** The pictures that can be gone back to, latest first. */
  get shelf(): readonly ShelfEntry[] {
    const unwritten = [...this.#unwritten.values()].map(({ entry }) => entry).toReversed();
    return [...unwritten, ...this.#index.shelf.filter(({ id }) => !this.#unwritten.has(id))];
  }

  /** What is kept of earlier visits; nothing where storage refuses, which has been told. */
  async index(): Promise<Index> {
    try {
      const stored = await read<unknown>(this.#options.store, (store) => store.get(indexKey));
      this.#index = (stored === undefined ? nothingKept : readIndex(stored)) ?? (await this.#rebuildIndex());
    } catch (error) {
      this.#options.onRefused(error);
    }
    return { ...this.#index, shelf: this.shelf };
  }

  /**
   * @returns null where it is gone, or was set aside, which has been told
   * @throws where storage refuses or is silent
   */
  async load(id: string): Promise<StoredDocument | null> {
    const unwritten = this.#unwritten.get(id);
    if (unwritten) return unwritten.document;
    const stored = await read<unknown>(this.#options.store, (store) => store.get(id));
    if (stored === undefined) return this.#written.get(id)?.document ?? null;
    const document = readDocument(stored);
    if (!document) await this.setAside(id);
    return document && { ...document, info: { ...document.info, id } };
  }

  /**
   * Writes a document and its place on the shelf in one transaction, so that neither is ever kept without the other; other
   * windows keep pictures too, and none may undo what another one noted.
   *
   * @param inUse ids of pictures that may not make room for it
   */
  async save(document: StoredDocument, entry: ShelfEntry, inUse?: ReadonlySet<string>): Promise<void> {
    const { id } = document.info;
    this.#unwritten.delete(id);
    this.#unwritten.set(id, { document, entry });
    const stays = new Set(withEntry(this.shelf, entry, inUse).map((other) => other.id));
    for (const other of this.#unwritten.keys()) if (!stays.has(other)) this.#unwritten.delete(other);
    await this.#write(id, ({ shelf }) => ({ current: id, shelf: withEntry(shelf, entry, inUse) }));
    for (const [other, { entry: before }] of [...this.#unwritten]) {
      // Where one was refused, the others would be too.
      if (this.#unwritten.has(id)) break;
      await this.#write(other, (kept) => ({ ...kept, shelf: withEntryAt(kept.shelf, before, 1) }));
    }
  }

  /** Puts back what was removed. */
  async restore(document: StoredDocument, entry: ShelfEntry, place: number): Promise<void> {
    this.#unwritten.set(document.info.id, { document, entry });
    await this.#write(document.info.id, (kept) => ({ ...kept, shelf: withEntryAt(kept.shelf, entry, place) }));
  }

  async remove(id: string, current: string | null): Promise<void> {
    this.#unwritten.delete(id);
    this.#written.delete(id);
    this.#index = { current, shelf: withoutEntry(this.#index.shelf, id) };
    try {
      await this.#change(
        ({ shelf }) => ({ current, shelf: withoutEntry(shelf, id) }),
        (store) => store.delete(id),
      );
    } catch (error) {
      this.#options.onRefused(error);
    }
  }

  /** Takes a record that cannot be shown out of the way, and keeps it. */
  async setAside(id: string): Promise<void> {
    try {
      await this.#change(
        ({ current, shelf }) => ({ current: current === id ? null : current, shelf: withoutEntry(shelf, id) }),
        (store) => moveAside(store, id),
      );
      this.#options.onSetAside(1);
    } catch (error) {
      this.#options.onRefused(error);
    }
  }

  /** All that was set aside, as a file; null where nothing was. */
  async setAsideFile(): Promise<Blob | null> {
    const keys = setAsideKeys(await read(this.#options.store, (store) => store.getAllKeys()));
    const records = new Map<string, unknown>();
    for (const key of keys) records.set(key, await read(this.#options.store, (store) => store.get(key)));
    if (records.size === 0) return null;
    const { setAsideFile } = await import('./set-aside-file.ts');
    return setAsideFile(records);
  }

  /** Writes what is noted under this id as unwritten; where that fails it stays so. */
  async #write(id: string, change: (kept: Index) => Index): Promise<void> {
    const unwritten = this.#unwritten.get(id);
    if (!unwritten) return;
    const { document } = unwritten;
    const put = (source: Blob | SourceBytes | null) =>
      this.#change(change, (store) => store.put(recordOf(document, source), id));
    try {
      await this.#withSource(document.source, put);
      // It may have been painted on, or removed, meanwhile.
      if (this.#unwritten.get(id) === unwritten) this.#unwritten.delete(id);
      this.#noteWritten(unwritten);
      this.#options.onWritten();
    } catch (error) {
      this.#options.onRefused(error);
    }
  }

  #noteWritten({ document, entry }: Unwritten): void {
    this.#written.delete(entry.id);
    this.#written.set(entry.id, { document: { ...document, reconstruction: null }, entry });
    for (const oldest of [...this.#written.keys()].slice(0, -shelfCapacity)) this.#written.delete(oldest);
  }

  /** Some browsers take a file's bytes alone, some not even those: a file that was moved cannot be read any more. */
  async #withSource(source: Blob | null, put: (source: Blob | SourceBytes | null) => Promise<void>): Promise<void> {
    if (!source) return put(null);
    try {
      if (!this.#withoutBlobs) return await put(source);
    } catch (error) {
      if (error instanceof NoAnswerError || isFull(error)) throw error;
    }
    const bytes = await source.arrayBuffer().catch(() => null);
    await put(bytes && { type: source.type, bytes });
    this.#withoutBlobs = true;
  }

  /**
   * The index again, from the documents themselves: the one that was kept is none. Records that are no documents are set
   * aside with it.
   */
  async #rebuildIndex(): Promise<Index> {
    const keys = (await read(this.#options.store, (store) => store.getAllKeys())).filter((key) => key !== indexKey);
    const lost = [indexKey];
    const shelf: ShelfEntry[] = [];
    for (const id of keys) {
      if (typeof id !== 'string' || setAsideKeys([id]).length > 0) continue;
      const document = readDocument(await read(this.#options.store, (store) => store.get(id)));
      if (document) shelf.unshift(this.#options.entryOf(document));
      else lost.push(id);
    }
    await this.#change(
      () => ({ current: shelf[0]?.id ?? null, shelf }),
      (store) => {
        for (const key of lost) moveAside(store, key);
      },
    );
    this.#options.onSetAside(lost.length);
    return this.#index;
  }

  /**
   * Changes the index, and something else, in one transaction; documents that the index leaves out are removed.
   *
   * @throws where storage refuses or is silent: then nothing is changed, or what is comes later
   */
  async #change(change: (kept: Index) => Index, also: (store: IDBObjectStore) => void): Promise<void> {
    let changed: Index | undefined;
    let isCleared = false;
    const write = (store: IDBObjectStore) => {
      const { transaction } = store;
      return new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error);
        const request: IDBRequest<unknown> = store.get(indexKey);
        request.onsuccess = () => {
          try {
            isCleared = request.result === undefined;
            const kept = readIndex(request.result) ?? nothingKept;
            changed = change(kept);
            also(store);
            store.put(changed, indexKey);
            for (const { id } of kept.shelf) if (!changed.shelf.some((entry) => entry.id === id)) store.delete(id);
          } catch (error) {
            // Thrown here it would reach nobody.
            reject(error);
            transaction.abort();
          }
        };
      });
    };
    await answerWithin(patience.writing, () => this.#options.store('readwrite', write));
    const { shelf } = this.#index;
    this.#index = changed ?? this.#index;
    if (!isCleared) return;
    // What was on the shelf is gone from there: this visit's pictures are written once more.
    for (const { id } of shelf.toReversed()) {
      const written = this.#written.get(id);
      if (written && !this.#unwritten.has(id)) this.#unwritten.set(id, written);
    }
  }
}

function read<T>(store: UseStore, request: (records: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return answerWithin(patience.reading, () => store('readonly', (records) => promisifyRequest(request(records))));
}

function moveAside(store: IDBObjectStore, id: string): void {
  const request: IDBRequest<unknown> = store.get(id);
  request.onsuccess = () => {
    if (request.result === undefined) return;
    store.put(request.result, keyOfSetAside(id));
    if (id !== indexKey) store.delete(id);
  };
}
