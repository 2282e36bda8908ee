// What is kept of the open document, and when: in the browser's storage, or in memory where that refuses.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createGrid } from '../../core/token-grid.ts';
import { playedContext } from '../played-context.ts';
import type { Proposal } from '../prior/proposal.ts';
import type { DocumentInfo, Notice } from '../state.ts';
import { createUndoableStore } from '../undoable-store.ts';
import { AutoSave } from './auto-save.ts';
import { withLastEdit } from './last-edit.ts';
import { documentOf, infoOf, playedStorage, playedText } from './played-storage.ts';
import { readDocument } from './stored-document.ts';

const grid = (code: number) => createGrid({ width: 2, height: 2 }, code);
const blob = new Blob(['jpg'], { type: 'image/jpeg' });

function open(storage = playedStorage()) {
  const store = createUndoableStore();
  const context = playedContext({ store });
  const notices: Omit<Notice, 'id'>[] = [];
  const notify = (notice: Omit<Notice, 'id'>) => {
    notices.push(notice);
    store.setState({ notices: [...store.getState().notices, { ...notice, id: notices.length }] });
  };
  const autoSave = new AutoSave(
    { ...context, notify },
    { rest: () => ({ source: blob, others: [] }), store: storage.store, thumbnailOf: () => 'data:image/png;base64,' },
  );
  const show = (id: string, code = 1, over: Partial<DocumentInfo> = {}) => {
    context.surfaces.original.replace(documentOf(id).original);
    store.setState({ document: infoOf(id, over), grids: [grid(code)] });
  };
  const paint = (code: number) => store.setState({ grids: [grid(code)] });
  const shelf = () => store.getState().shelf.map(({ id }) => id);
  const stored = async (id: string) => readDocument(await storage.real('readonly', (s) => asked(s.get(id))));
  const saved = (id: string, code: number) =>
    vi.waitFor(async () => expect((await stored(id))?.grids).toEqual([grid(code)]), { timeout: 3000 });
  return { storage, store, autoSave, notices, show, paint, shelf, stored, saved, again: () => open(storage) };
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

beforeEach(() => {
  vi.stubGlobal('localStorage', playedText());
  vi.stubGlobal('sessionStorage', playedText());
});
afterEach(() => vi.unstubAllGlobals());

describe('the open document', () => {
  test('is noted where the page ends while its lock is waited for', async () => {
    const page = new EventTarget();
    const request = vi.fn(() => new Promise(() => undefined));
    vi.stubGlobal('window', page);
    vi.stubGlobal('navigator', { locks: { request, query: async () => ({ held: [] }) } });
    const { show, paint } = open();
    show('a');
    paint(2);
    await vi.waitFor(() => expect(request).toHaveBeenCalled());
    page.dispatchEvent(new Event('pagehide'));
    expect(withLastEdit(documentOf('a')).grids).toEqual([grid(2)]);
  });

  test('is written at once when it is new, and a moment after each change', async () => {
    const { show, paint, saved, shelf, stored, again } = open();
    show('a');
    await saved('a', 1);
    expect((await stored('a'))?.source?.size).toBe(3);
    paint(2);
    paint(3);
    await saved('a', 3);
    expect(shelf()).toEqual(['a']);
    const next = again();
    expect(await next.autoSave.restore()).toMatchObject({ info: { id: 'a' }, grids: [grid(3)] });
    expect(next.store.getState().shelf).toMatchObject([{ id: 'a', untouched: false }]);
  });

  test('is written while strokes follow each other without a rest', async () => {
    const { show, paint, saved, stored } = open();
    show('a');
    await saved('a', 1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    for (let i = 0; i < 12; i++) {
      paint(2 + (i % 2));
      await vi.advanceTimersByTimeAsync(200);
    }
    vi.useRealTimers();
    await vi.waitFor(async () => expect((await stored('a'))?.grids).not.toEqual([grid(1)]), { timeout: 300 });
  });

  test('that is a stored result is only kept once somebody paints on it', async () => {
    const { show, paint, saved, autoSave, shelf } = open();
    show('a', 1, { provisional: true, sample: 'cat' });
    await autoSave.flush();
    expect(shelf()).toEqual([]);
    paint(2);
    await saved('a', 2);
  });

  test('comes back with the stroke that was in hand when the page ended', async () => {
    const { show, store, saved, again } = open();
    show('a');
    await saved('a', 1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    store.setState({ draft: grid(4) });
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    expect(await again().autoSave.load('a')).toMatchObject({ grids: [grid(4)] });
    // It was given up after all.
    store.setState({ draft: null });
    expect(await again().autoSave.load('a')).toMatchObject({ grids: [grid(1)] });
  });

  test('of each window is its own, however many there are', async () => {
    const storage = playedStorage();
    const windows = ['a', 'b'].map((id) => ({ id, session: playedText(), page: open(storage) }));
    for (const { id, session, page } of windows) {
      vi.stubGlobal('sessionStorage', session);
      page.show(id);
      await page.saved(id, 1);
    }
    for (const { id, session } of windows) {
      vi.stubGlobal('sessionStorage', session);
      expect(await open(storage).autoSave.restore()).toMatchObject({ info: { id } });
    }
    vi.stubGlobal('sessionStorage', playedText());
    expect(await open(storage).autoSave.restore()).toMatchObject({ info: { id: 'b' } });
  });
});

describe('an empty picture that the prior writes', () => {
  const written = (cells: number[]): Proposal => {
    const prior = { id: 'p', level: 0 };
    const passages = [
      { prior, cells: [0, 1, 2, 3], unwritten: null, written: cells.map((index) => ({ index, code: 5 })) },
    ];
    return { id: 1, task: 'generate', base: [grid(0)], passages } as unknown as Proposal;
  };
  function generated() {
    const app = open();
    app.show('new', 0, { photo: null, blank: true });
    const propose = (cells: number[], isRunning: boolean) => {
      const { prior } = app.store.getState();
      const run = isRunning ? { kind: 'write' as const, level: null, done: 0, total: 4, perSecond: null } : null;
      app.store.setState({
        proposed: [grid(cells.length + 1)],
        prior: { ...prior, proposals: [written(cells)], shown: 0, run },
      });
    };
    return { ...app, propose };
  }

  test('is kept once it is whole, as if it had been accepted', async () => {
    const { propose, shelf, saved, stored, autoSave, again } = generated();
    await autoSave.flush();
    propose([0, 1], true);
    await autoSave.flush();
    expect(shelf()).toEqual([]);
    propose([0, 1, 2, 3], true);
    await saved('new', 5);
    const kept = await stored('new');
    expect(kept?.info.levels[0]?.own).toEqual(grid(5));
    expect(kept?.info).not.toHaveProperty('blank');
    // No photo brings it back: it does not make room for others.
    await again().autoSave.restore();
    expect(
      again()
        .store.getState()
        .shelf.every(({ untouched }) => !untouched),
    ).toBe(true);
  });

  test('is kept as far as it was written when the person stopped', async () => {
    const { propose, saved } = generated();
    propose([0, 1], false);
    await saved('new', 3);
  });
});

describe('storage that refuses', () => {
  test('is told once, until something is saved again; pictures of this visit can be gone back to', async () => {
    const { storage, show, paint, saved, notices, store, shelf, autoSave } = open();
    show('a');
    await saved('a', 1);
    storage.fault = 'full';
    show('b', 2);
    await vi.waitFor(() => expect(notices).toHaveLength(1));
    expect(notices[0]).toMatchObject({ kind: 'error', title: 'Your work is not being saved' });
    expect(notices[0]?.detail).toMatch(/storage is full/);
    show('c', 2);
    await autoSave.flush();
    paint(3);
    await autoSave.flush();
    expect(notices).toHaveLength(1);
    expect(shelf()).toEqual(['c', 'b', 'a']);
    expect(await autoSave.load('b')).toMatchObject({ grids: [grid(2)] });
    storage.fault = 'none';
    paint(4);
    await saved('c', 4);
    await saved('b', 2);
    expect(store.getState().notices).toEqual([]);
    storage.fault = 'rejects';
    paint(5);
    await autoSave.flush();
    expect(notices.map(({ detail }) => detail)[1]).toMatch(/refuses storage/);
    // No raw words of the browser.
    expect(JSON.stringify(notices)).not.toMatch(/Error|disk|mutation|null/);
  });

  test.each(['throws', 'rejects'] as const)(
    'when it %s, shows nothing of earlier visits, and the page goes on',
    async (fault) => {
      const storage = playedStorage();
      storage.fault = fault;
      const { autoSave, notices, show, shelf } = open(storage);
      expect(await autoSave.restore()).toBeNull();
      expect(notices).toHaveLength(1);
      show('a', 2);
      await autoSave.flush();
      expect(shelf()).toEqual(['a']);
      expect(notices).toHaveLength(1);
    },
  );
});

test('a document that another window took from the back/forward cache goes on as a copy', async () => {
  const lost: (() => void)[] = [];
  let refused = false;
  const request = (_: string, { signal }: { signal: AbortSignal }, grant: () => Promise<void>) =>
    new Promise((resolve, reject) => {
      if (refused) signal.addEventListener('abort', () => reject(signal.reason));
      else grant().then(resolve, reject);
      lost.push(() => reject(new DOMException('The lock request was aborted.', 'AbortError')));
    });
  const query = async () => ({ held: [{ name: 'tessera-document-a' }] });
  vi.stubGlobal('navigator', { locks: { request, query } });
  const { show, paint, saved, stored, store, notices } = open();
  show('a');
  await saved('a', 1);
  refused = true;
  for (const lose of lost) lose();
  // Painted while it is in question whose it is.
  await vi.waitFor(() => expect(lost.length).toBeGreaterThan(1));
  paint(5);
  await vi.waitFor(() => expect(store.getState().document?.id).not.toBe('a'), { timeout: 3000 });
  refused = false;
  await saved(store.getState().document!.id, 5);
  expect((await stored('a'))?.grids).toEqual([grid(1)]);
  expect(notices.map(({ title }) => title)).toEqual(['“Picture a” is open in another tab']);
});

test('what is no document is set aside, told once, and can be had as a file', async () => {
  const { storage, show, saved, again } = open();
  show('a');
  await saved('a', 1);
  await storage.real('readwrite', (s) => asked(s.put({ later: 'version' }, 'a')));
  const { autoSave, notices, shelf } = again();
  expect(await autoSave.restore()).toBeNull();
  expect(shelf()).toEqual([]);
  expect(notices).toMatchObject([{ title: 'A kept picture could not be read', offer: 'set-aside' }]);
  expect(await (await autoSave.setAsideFile())?.text()).toContain('later');
});

test('what is deleted can be brought back to its place', async () => {
  const { show, saved, shelf, autoSave, again } = open();
  for (const id of ['a', 'b', 'c']) {
    show(id);
    await saved(id, 1);
  }
  const kept = await autoSave.forget('b');
  expect(shelf()).toEqual(['c', 'a']);
  expect(await again().autoSave.load('b')).toBeNull();
  await autoSave.bringBack(kept!, 1);
  expect(shelf()).toEqual(['c', 'b', 'a']);
  expect(await again().autoSave.load('b')).toMatchObject({ grids: [grid(1)] });
});
