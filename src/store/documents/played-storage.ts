// What the unit tests of kept documents share: a small document, and storage that can be told to refuse.
import 'fake-indexeddb/auto';
import { createStore, type UseStore } from 'idb-keyval';
import { createGrid } from '../../core/token-grid.ts';
import type { DocumentInfo, PhotoInfo, ShelfEntry } from '../state.ts';
import type { StoredDocument } from './stored-document.ts';

const size = { width: 2, height: 2 };
const pixels = { width: 16, height: 16, data: new Uint8ClampedArray(4 * 16 * 16) };

const photo: PhotoInfo = {
  width: 16,
  height: 16,
  source: { width: 32, height: 32 },
  bytes: 3,
  mediaType: 'image/jpeg',
  crop: null,
  shortSide: 128,
};

export function infoOf(id: string, over: Partial<DocumentInfo> = {}): DocumentInfo {
  const levels = [{ name: 'main', codebookSize: 8, downsample: 8, meanCode: null, own: createGrid(size, 1) }];
  return { id, name: `Picture ${id}`, packId: 'a-pack', levels, photo, provisional: false, ...over };
}

/** @param code all over it: 1 is what the photo gets */
export function documentOf(id: string, code = 1, over: Partial<StoredDocument> = {}): StoredDocument {
  return {
    info: infoOf(id),
    grids: [createGrid(size, code)],
    original: pixels,
    reconstruction: null,
    source: new Blob(['jpg'], { type: 'image/jpeg' }),
    others: [],
    ...over,
  };
}

export function entryOf({ info, grids }: StoredDocument): ShelfEntry {
  return { id: info.id, name: info.name, thumbnail: '', untouched: grids[0]!.tokens[0] === 1 };
}

export type Fault = 'none' | 'throws' | 'rejects' | 'aborts' | 'silent' | 'full' | 'full at once' | 'without blobs';

let stores = 0;

/** A real store of its own, behind a door that can be told to fail. */
export function playedStorage(): { readonly store: UseStore; readonly real: UseStore; fault: Fault } {
  const real = createStore(`documents-${++stores}`, 'documents');
  const full = new DOMException('Encountered full disk.', 'QuotaExceededError');
  const played: { store: UseStore; real: UseStore; fault: Fault } = {
    real,
    fault: 'none',
    store: (mode, callback) => {
      switch (played.fault) {
        case 'throws':
          throw new DOMException('The operation is insecure.', 'SecurityError');
        case 'rejects':
          return Promise.reject(new DOMException('A mutation operation was attempted.', 'InvalidStateError'));
        case 'silent':
          return new Promise(() => undefined);
        default:
          return real(mode, (store) => {
            if (mode === 'readwrite') spoil(store, played.fault, full);
            return callback(store);
          });
      }
    },
  };
  return played;
}

function spoil(store: IDBObjectStore, fault: Fault, full: DOMException): void {
  const { transaction } = store;
  const put = store.put.bind(store);
  /** As browsers do: what is asked succeeds, and a moment later all of it is taken back. */
  const abortAfter: typeof put = (record, key) => {
    const request = put(record, key);
    request.addEventListener('success', () => transaction.abort());
    return request;
  };
  if (fault === 'full') Object.defineProperty(transaction, 'error', { get: () => full, set: () => undefined });
  if (fault === 'full' || fault === 'aborts') store.put = abortAfter;
  if (fault === 'full at once') {
    store.put = () => {
      throw full;
    };
  }
  if (fault === 'without blobs') {
    store.put = (record: Partial<StoredDocument>, key) =>
      record.source instanceof Blob ? abortAfter({}, key) : put(record, key);
  }
}

/** Storage of text, as each window has one of its own, or all share one. */
export function playedText(kept = new Map<string, string>()): Storage {
  return {
    get length() {
      return kept.size;
    },
    key: (i: number) => [...kept.keys()][i] ?? null,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
    clear: () => kept.clear(),
  };
}
