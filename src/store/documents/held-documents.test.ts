// One window at a time has a document, also after the back/forward cache took its locks away.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeldDocuments } from './held-documents.ts';

interface Request {
  readonly name: string;
  readonly grant: () => Promise<unknown>;
  readonly settle: (result: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** The locks of one browser, as its windows see them. */
class PlayedLocks {
  readonly #queue: Request[] = [];

  get names(): string[] {
    return [...new Set(this.#queue.map(({ name }) => name))];
  }

  query = async () => ({ held: this.names.map((name) => ({ name })) });

  request = (name: string, { signal }: { signal: AbortSignal }, grant: () => Promise<unknown>) =>
    new Promise((settle, fail) => {
      const request = { name, grant, settle, fail };
      const isFree = !this.names.includes(name);
      this.#queue.push(request);
      if (isFree) this.#grant(request);
      else
        signal.addEventListener('abort', () => {
          if (this.#first(name) === request || !this.#queue.includes(request)) return;
          this.#queue.splice(this.#queue.indexOf(request), 1);
          fail(signal.reason);
        });
    });

  /** All that is held is taken away. */
  takeAway(): void {
    const aborted = new DOMException('The lock request was aborted.', 'AbortError');
    for (const { fail } of this.#queue.splice(0)) fail(aborted);
  }

  #first(name: string): Request | undefined {
    return this.#queue.find((request) => request.name === name);
  }

  #grant(request: Request): void {
    request.grant().then((result) => {
      request.settle(result);
      const at = this.#queue.indexOf(request);
      if (at < 0) return;
      this.#queue.splice(at, 1);
      const next = this.#first(request.name);
      if (next) this.#grant(next);
    }, request.fail);
  }
}

let locks: PlayedLocks;

function openWindow() {
  const taken: string[] = [];
  return { taken, held: new HeldDocuments((id) => taken.push(id)) };
}

beforeEach(() => {
  locks = new PlayedLocks();
  vi.stubGlobal('navigator', { locks });
});
afterEach(() => vi.unstubAllGlobals());

test('a document is one window’s until that closes it', async () => {
  const [one, other] = [openWindow(), openWindow()];
  expect(await one.held.hold('a')).toBe(true);
  expect(await one.held.hold('a')).toBe(true);
  expect(await other.held.hold('a')).toBe(false);
  expect(await other.held.heldElsewhere()).toEqual(new Set(['a']));
  expect(await one.held.heldElsewhere()).toEqual(new Set());
  one.held.release('a');
  expect(await other.held.hold('a')).toBe(true);
  expect(locks.names).toEqual(['tessera-document-a']);
});

test('a window that comes back from the back/forward cache has its documents again', async () => {
  const { held, taken } = openWindow();
  await Promise.all([held.hold('a'), held.hold('b')]);
  locks.takeAway();
  expect(await held.settled('a')).toBe(true);
  await vi.waitFor(() => expect(locks.names).toEqual(['tessera-document-a', 'tessera-document-b']));
  expect(taken).toEqual([]);
});

test('unless another window took them meanwhile', async () => {
  const [one, other] = [openWindow(), openWindow()];
  await one.held.hold('a');
  // The other window asks first.
  const request = vi.spyOn(locks, 'request');
  request.mockImplementationOnce((...given) => {
    request.mockRestore();
    const asked = other.held.hold('a');
    return asked.then(() => locks.request(...given));
  });
  locks.takeAway();
  await vi.waitFor(() => expect(one.taken).toEqual(['a']));
  expect(other.taken).toEqual([]);
});

test('locks that are refused, missing or silent keep nobody from working', async () => {
  const refusal = () => Promise.reject(new DOMException('The operation is insecure.', 'SecurityError'));
  const throws = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError');
  };
  const silent = (_: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  for (const played of [
    undefined,
    { request: refusal, query: refusal },
    { request: throws, query: throws },
    { request: silent, query: () => new Promise(() => undefined) },
  ]) {
    vi.stubGlobal('navigator', { locks: played });
    const { held } = openWindow();
    expect(await held.hold('a')).toBe(true);
    expect(await held.heldElsewhere()).toEqual(new Set());
  }
});
