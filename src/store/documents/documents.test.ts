// The life of documents: what a visit begins with, going back to one, deleting one, and what cannot be shown.
import { get, set } from 'idb-keyval';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import vqvae from '../../../models/packs/photo-vqvae-f8/manifest.json';
import { createGrid, type TokenGrid } from '../../core/token-grid.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { StoreContext } from '../context.ts';
import type { LiveDecoder } from '../live-decoder.ts';
import { describeFailure, withNotice } from '../notices.ts';
import { Packs } from '../packs/packs.ts';
import { playedContext } from '../played-context.ts';
import type { DocumentInfo } from '../state.ts';
import { createUndoableStore } from '../undoable-store.ts';
import { Documents } from './documents.ts';
import { documentOf, infoOf, playedStorage } from './played-storage.ts';
import type { StoredDocument } from './stored-document.ts';

const codebookSize = vqvae.levels[0]!.codebook.size;
const grid = (code: number) => createGrid({ width: 2, height: 2 }, code);

const pack = {
  id: vqvae.id,
  downsample: 8,
  levels: [
    { name: 'main', codebookSize, downsample: 8, meanCode: null, similarityColours: new Uint8Array(3 * codebookSize) },
  ],
} as unknown as PackInfo;

/** A document in the pack's codes. */
function kept(id: string, code = 1, over: Partial<DocumentInfo> = {}): StoredDocument {
  const { levels } = infoOf(id);
  const info = infoOf(id, { packId: pack.id, levels: [{ ...levels[0]!, codebookSize }], ...over });
  return documentOf(id, code, { info });
}

function open(storage = playedStorage()) {
  const store = createUndoableStore();
  const report = (title: string, error: unknown) =>
    notify({ kind: 'error', title, detail: describeFailure(error) ?? '' });
  const notify: StoreContext['notify'] = (notice) =>
    store.setState({ notices: withNotice(store.getState().notices, notice) });
  const engine = {
    pack,
    swatches: [],
    ready: async () => pack,
    use: async () => pack,
    client: { encode: async () => ({ grids: [grid(1)], encoderMs: 1, quantizerMs: 1 }) },
  };
  const context = { ...playedContext({ store }), engine, notify, report } as unknown as StoreContext;
  const packs = new Packs(context, {
    sources: new Map([[vqvae.id, { manifest: vqvae, urls: {} }]]),
    continuous: new Map(),
    onLeaving: () => undefined,
  });
  const documents = new Documents(context, {
    packs,
    liveDecoder: { reset: () => undefined, enable: () => undefined } as unknown as LiveDecoder,
    settleEdits: () => undefined,
    endStrokes: () => undefined,
    onSwitched: () => undefined,
    storage: { store: storage.store, thumbnailOf: () => '' },
  });
  const paint = (code: number) => store.setState({ grids: [grid(code)] });
  const shelf = () => store.getState().shelf.map(({ id }) => id);
  const shown = () => store.getState().document?.id ?? null;
  const said = () => store.getState().notices.map(({ title }) => title);
  const saved = (code: number) =>
    vi.waitFor(async () => expect(await tokensIn(storage, shown()!)).toEqual(grid(code).tokens), { timeout: 3000 });
  return { storage, store, documents, paint, shelf, shown, said, saved, again: () => open(storage) };
}

async function tokensIn({ real }: ReturnType<typeof playedStorage>, id: string): Promise<Int32Array | undefined> {
  const record = await real(
    'readonly',
    (store) =>
      new Promise<{ grids: TokenGrid[] } | undefined>((resolve) => {
        const request = store.get(id);
        request.onsuccess = () => resolve(request.result);
      }),
  );
  return record?.grids[0]?.tokens;
}

/** Storage that a visit left so, the last one open. */
async function left(...documents: StoredDocument[]) {
  const storage = playedStorage();
  const entries = documents.map(({ info }) => ({ id: info.id, name: info.name, thumbnail: '', untouched: true }));
  await set('index', { current: documents.at(-1)!.info.id, shelf: entries.toReversed() }, storage.real);
  for (const document of documents) await set(document.info.id, document, storage.real);
  return storage;
}

beforeEach(() => {
  // No sample comes: what is on screen then is what was kept.
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
});
afterEach(() => vi.unstubAllGlobals());

test('a visit begins with the work of the last one, and the shelf goes back to the others', async () => {
  const { storage, documents, store, shown, shelf, paint, saved, again } = open(await left(kept('a', 2), kept('b', 3)));
  await documents.start();
  expect(shown()).toBe('b');
  expect(store.getState().grids).toEqual([grid(3)]);
  paint(4);
  await documents.openShelf('a');
  expect(store.getState().grids).toEqual([grid(2)]);
  expect(new Set(shelf())).toEqual(new Set(['a', 'b']));
  await documents.openShelf('b');
  await saved(4);
  await vi.waitFor(async () => expect(await get('index', storage.real)).toMatchObject({ current: 'b' }));
  const next = again();
  await next.documents.start();
  expect(next.store.getState().grids).toEqual([grid(4)]);
});

test('a kept photo is encoded also where the model was ready before storage answered', async () => {
  const { documents } = open(await left(kept('a', 2)));
  await documents.start();
  await vi.waitFor(() => expect(documents.photoIsEncoded).toBe(true));
});

test('what no pack of this page can show is set aside, and told', async () => {
  const unshowable = [
    documentOf('x', 1, { original: null, info: infoOf('x', { packId: 'gone', photo: null }) }),
    kept('x', 1, { levels: [{ ...infoOf('x').levels[0]!, codebookSize: 7 }] }),
  ];
  for (const document of unshowable) {
    const { documents, shown, shelf, said } = open(await left(kept('a'), document));
    await documents.start();
    expect(shown()).toBeNull();
    expect(shelf()).toEqual(['a']);
    expect(said()).toContain('A kept picture could not be read');
    await documents.openShelf('a');
    expect(shown()).toBe('a');
    expect(await (await documents.setAsideFile())?.text()).toContain('Picture x');
  }
});

test('a photo in the codes of a pack that is gone is shown by the one that is open, and what was painted stays', async () => {
  const { documents, store, shown, again } = open(await left(kept('a'), documentOf('b', 5)));
  await documents.start();
  await documents.onEngineReady(pack);
  expect(shown()).toBe('b');
  expect(store.getState().document?.packId).toBe(pack.id);
  await documents.openShelf('a');
  const next = again();
  await next.documents.start();
  await next.documents.openShelf('b');
  expect(next.store.getState()).toMatchObject({ document: { packId: pack.id }, grids: [grid(1)] });
});

test('a picture that the browser has cleared away leaves the shelf; one that cannot be read now does not', async () => {
  const storage = await left(kept('a'), kept('b'), kept('c'));
  const { documents, store, shown, shelf, said } = open(storage);
  await documents.start();
  await storage.real('readwrite', (records) => records.delete('a'));
  await documents.openShelf('a');
  expect(shelf()).toEqual(['c', 'b']);
  expect(said()).toEqual(['“Picture a” is gone']);
  storage.fault = 'rejects';
  await documents.openShelf('b');
  expect(shown()).toBe('c');
  expect(store.getState().notices.at(-1)).toMatchObject({
    title: '“Picture b” could not be opened',
    detail: 'The browser refuses storage here, as in some private windows.',
  });
  storage.fault = 'none';
  await documents.openShelf('b');
  expect(shown()).toBe('b');
  expect(shelf()).toContain('b');
});

test('where storage refuses, pictures of this visit can be gone back to with what was painted', async () => {
  const storage = playedStorage();
  storage.fault = 'throws';
  const { documents, store, shelf, said, paint } = open(storage);
  await documents.start();
  for (const name of ['one', 'two']) await documents.openBlank({ width: 16, height: 16 }, name);
  // A blank picture is nothing yet; a link's or file's is.
  const json = (name: string) =>
    new Blob([
      JSON.stringify({
        format: 'tessera-tokens',
        version: 1,
        packId: pack.id,
        name,
        codebookSize,
        width: 2,
        height: 2,
        rows: [
          [1, 1],
          [1, 1],
        ],
      }),
    ]);
  await documents.openFile(json('first'), 'first.tokens.json');
  paint(6);
  await documents.openFile(json('second'), 'second.tokens.json');
  await vi.waitFor(() => expect(shelf()).toHaveLength(2));
  await documents.openShelf(shelf()[1]!);
  expect(store.getState()).toMatchObject({ document: { name: 'first' }, grids: [grid(6)] });
  expect(said().filter((title) => title === 'Your work is not being saved')).toHaveLength(1);
});

test('a deleted picture is gone from storage, and undo brings it back on screen with its last stroke', async () => {
  const { storage, documents, store, shown, shelf, paint, said } = open(await left(kept('a'), kept('b'), kept('c')));
  await documents.start();
  paint(4);
  await documents.deletions.delete('c');
  expect([shown(), shelf()]).toEqual(['b', ['b', 'a']]);
  expect(await tokensIn(storage, 'c')).toBeUndefined();
  expect(said()).toEqual(['“Picture c” is deleted']);
  expect(store.getState().notices[0]?.offer).toEqual({ undoDelete: 'c' });
  await documents.deletions.undo('c');
  expect(shown()).toBe('c');
  expect(store.getState().grids).toEqual([grid(4)]);
  await vi.waitFor(() => expect(shelf()).toHaveLength(3));
  // Once.
  await documents.deletions.undo('c');
  await documents.deletions.delete('a');
  expect([shown(), shelf().includes('a')]).toEqual(['c', false]);
  await documents.deletions.undo('a');
  expect([shown(), shelf().includes('a')]).toEqual(['c', true]);
});
