// What becomes of pictures where the browser's storage refuses, is full, is silent, or holds something else.
import { get, keys, set } from 'idb-keyval';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Library, lastDocument } from './library.ts';
import { documentOf, entryOf, type Fault, playedStorage } from './played-storage.ts';

function open(storage = playedStorage()) {
  const said: string[] = [];
  const library = new Library({
    store: storage.store,
    entryOf,
    onRefused: (error) => said.push(`refused: ${error instanceof Error ? error.name : error}`),
    onWritten: () => said.push('written'),
    onSetAside: (count) => said.push(`set aside: ${count}`),
  });
  const save = async (id: string, code = 2) => {
    const document = documentOf(id, code);
    await library.save(document, entryOf(document));
    return document;
  };
  const shelf = () => library.shelf.map(({ id }) => id);
  /** As another page of the same browser would see it. */
  const again = () => open(storage);
  return { storage, library, said, save, shelf, again };
}

afterEach(() => vi.useRealTimers());

test('what was saved is there in the next visit', async () => {
  const { save, library, again } = open();
  await save('a');
  const b = await save('b', 3);
  expect(await library.index()).toMatchObject({ current: 'b', shelf: [{ id: 'b' }, { id: 'a' }] });
  const next = again().library;
  expect(await next.index()).toMatchObject({ current: 'b', shelf: [{ id: 'b' }, { id: 'a' }] });
  const loaded = await next.load('b');
  expect(loaded).toMatchObject({ info: b.info, grids: b.grids });
  expect(await loaded!.source!.text()).toBe('jpg');
  await next.remove('b', 'a');
  expect(await again().library.load('b')).toBeNull();
});

test('two pages keep pictures side by side', async () => {
  const one = open();
  const other = one.again();
  await Promise.all([one.library.index(), other.library.index()]);
  await one.save('a');
  await other.save('b');
  await one.save('a', 3);
  expect((await one.again().library.index()).shelf.map(({ id }) => id)).toEqual(['a', 'b']);
});

describe.each<Fault>(['throws', 'rejects', 'aborts', 'full', 'full at once'])('storage that %s', (fault) => {
  test('keeps the shelf of what is there; pictures of this visit can be gone back to, and are written once there is room', async () => {
    const { storage, library, said, save, shelf, again } = open();
    await save('a');
    said.length = 0;
    storage.fault = fault;
    const b = await save('b');
    const c = await save('c');
    expect(said.filter((line) => !line.startsWith('refused'))).toEqual([]);
    expect(said).toHaveLength(2);
    expect(shelf()).toEqual(['c', 'b', 'a']);
    expect(await library.load('b')).toBe(b);
    expect(await library.load('c')).toBe(c);
    storage.fault = 'none';
    await save('d');
    expect(said.at(-1)).toBe('written');
    const { library: next } = again();
    expect(new Set((await next.index()).shelf.map(({ id }) => id))).toEqual(new Set(['a', 'b', 'c', 'd']));
    expect((await next.index()).current).toBe('d');
    expect(await next.load('b')).toMatchObject({ grids: b.grids });
  });
});

test('storage that never answers is waited for a few seconds, not for ever', async () => {
  const { storage, library, said, save, shelf } = open();
  storage.fault = 'silent';
  vi.useFakeTimers();
  const index = library.index();
  await vi.advanceTimersByTimeAsync(5000);
  expect(await index).toEqual({ current: null, shelf: [] });
  expect(said).toEqual(['refused: NoAnswerError']);
  const saving = save('a');
  expect(shelf()).toEqual(['a']);
  await vi.advanceTimersByTimeAsync(20_000);
  await saving;
  expect(await library.load('a')).toMatchObject({ info: { id: 'a' } });
});

test('a browser that takes no Blobs keeps the file’s bytes', async () => {
  const { storage, said, save, again } = open();
  storage.fault = 'without blobs';
  await save('a');
  expect(said).toEqual(['written']);
  await save('b');
  const next = again().library;
  for (const id of ['a', 'b']) {
    const { source } = (await next.load(id))!;
    expect(source?.type).toBe('image/jpeg');
    expect(await source?.text()).toBe('jpg');
  }
});

test('when storage is cleared meanwhile, this visit’s pictures can be gone back to, and are written once more', async () => {
  const { storage, library, save, shelf, again } = open();
  await save('a');
  await save('b');
  await save('c');
  await storage.real('readwrite', (store) => store.clear());
  expect(await library.load('a')).toMatchObject({ grids: documentOf('a', 2).grids });
  await library.remove('b', 'c');
  await save('c', 3);
  expect(new Set(shelf())).toEqual(new Set(['a', 'c']));
  const next = again().library;
  expect((await next.index()).shelf.map(({ id }) => id)).toEqual(['c', 'a']);
  expect(await next.load('a')).toMatchObject({ grids: documentOf('a', 2).grids });
  expect(await next.load('c')).toMatchObject({ grids: documentOf('c', 3).grids });
});

describe('what is no document', () => {
  const damaged = [
    {},
    'text',
    { ...documentOf('x'), grids: [] },
    { ...documentOf('x'), info: { ...documentOf('x').info, levels: undefined } },
    { ...documentOf('x', 8) },
    { ...documentOf('x'), grids: [{ width: 2, height: 2, tokens: [1, 1, 1, 1] }] },
    { ...documentOf('x'), version: 2 },
    { ...documentOf('x'), others: [{ packId: 'b', provisional: false, levels: [], grids: [] }] },
  ];
  test.each(damaged)('is set aside and can be had as a file: %#', async (record) => {
    const { storage, library, said, save, again } = open();
    await save('a');
    await save('x');
    await set('x', record, storage.real);
    said.length = 0;
    expect(await library.load('x')).toBeNull();
    expect(said).toEqual(['set aside: 1']);
    expect(await again().library.index()).toMatchObject({ current: null, shelf: [{ id: 'a' }] });
    const file = JSON.parse(await (await again().library.setAsideFile())!.text());
    expect(Object.keys(file.records)).toEqual([expect.stringMatching(/\/x$/)]);
    expect(await keys(storage.real)).toHaveLength(3);
  });

  test.each(['broken', { current: null }, { current: 'a', shelf: [{ id: 7 }] }])(
    'is an index that is made again from the documents: %j',
    async (index) => {
      const { storage, save, again } = open();
      await save('a');
      await save('b');
      await set('index', index, storage.real);
      await set('x', { damaged: true }, storage.real);
      const { library, said } = again();
      const kept = await library.index();
      expect(new Set(kept.shelf.map(({ id }) => id))).toEqual(new Set(['a', 'b']));
      expect(said).toEqual(['set aside: 2']);
      expect(await again().library.index()).toEqual(kept);
      expect(await get('x', storage.real)).toBeUndefined();
    },
  );
});

test('who only looks changes nothing', async () => {
  const { storage, save } = open();
  expect(await lastDocument(storage.store)).toBeNull();
  await save('a');
  expect(await lastDocument(storage.store)).toMatchObject({ info: { id: 'a' } });
  await set('a', 'text', storage.real);
  expect(await lastDocument(storage.store)).toBeNull();
  expect(await get('a', storage.real)).toBe('text');
});
