// Two windows on one document would each overwrite what the other painted: the first one holds it, by a Web Lock.

import { answerWithin } from '../../core/answer-within.ts';

/** Milliseconds: a page that is reloaded lets go of its locks only a moment later. */
const patience = 500;

const prefix = 'tessera-document-';

export class HeldDocuments {
  /** What lets go of each. */
  readonly #held = new Map<string, () => void>();
  readonly #asked = new Map<string, Promise<boolean>>();
  readonly #onTaken: (id: string) => void;

  /** @param onTaken another window holds what this one held: the back/forward cache takes a page's locks away */
  constructor(onTaken: (id: string) => void) {
    this.#onTaken = onTaken;
  }

  /** @returns false where another window holds it; true, too, in browsers that cannot tell */
  hold(id: string): Promise<boolean> {
    if (this.#held.has(id)) return Promise.resolve(true);
    const asked = this.#asked.get(id) ?? this.#ask(id).finally(() => this.#asked.delete(id));
    this.#asked.set(id, asked);
    return asked;
  }

  /** Resolves once it is known whether the document is still this window's, where that is in question. */
  async settled(id: string): Promise<boolean> {
    return (await this.#asked.get(id)) ?? true;
  }

  /** It is closed: other windows may have it. */
  release(id: string): void {
    const release = this.#held.get(id);
    this.#held.delete(id);
    release?.();
  }

  /** Ids of the documents that other windows hold; none in browsers that cannot tell. */
  async heldElsewhere(): Promise<ReadonlySet<string>> {
    try {
      const { held = [] } = (await answerWithin(patience, () => globalThis.navigator?.locks?.query())) ?? {};
      const ids = held.flatMap(({ name }) => (name?.startsWith(prefix) ? name.slice(prefix.length) : []));
      return new Set(ids.filter((id) => !this.#held.has(id)));
    } catch {
      return new Set();
    }
  }

  async #ask(id: string): Promise<boolean> {
    const { locks } = globalThis.navigator ?? {};
    if (!locks) return true;
    const inTime = await new Promise<boolean>((resolve) => {
      const hold = () =>
        new Promise<void>((release) => {
          this.#held.set(id, release);
          resolve(true);
        });
      const request = async () => locks.request(prefix + id, { signal: AbortSignal.timeout(patience) }, hold);
      request().catch((error: unknown) => {
        if (this.#held.delete(id)) void this.#holdAgain(id);
        // Refused for any other reason there is nobody to ask.
        resolve(!(error instanceof DOMException && error.name === 'TimeoutError'));
      });
    });
    return inTime || !(await this.heldElsewhere()).has(id);
  }

  async #holdAgain(id: string): Promise<void> {
    if (!(await this.hold(id))) this.#onTaken(id);
  }
}
