// Pictures that leave the shelf: another one takes their place on screen, and a notice offers to bring back what was deleted.
import type { StoreContext } from '../context.ts';
import type { AutoSave } from './auto-save.ts';
import type { StoredDocument } from './stored-document.ts';

interface Deleted {
  readonly document: StoredDocument;
  /** Where it stood on the shelf. */
  readonly place: number;
  readonly wasOpen: boolean;
}

export interface DeletionsOptions {
  readonly autoSave: Pick<AutoSave, 'forget' | 'bringBack'>;
  /** Keeps what is in hand with the picture on screen. */
  readonly leavePicture: () => Promise<void>;
  /** A picture of the shelf; null where there is nothing to show. */
  readonly load: (id: string, name: string) => Promise<StoredDocument | null>;
  readonly open: (id: string) => Promise<void>;
  readonly show: (document: StoredDocument) => Promise<void>;
  readonly showSample: (isWanted: () => boolean) => Promise<void>;
}

/** More than this nobody takes back. */
const mostKept = 4;

export class Deletions {
  readonly #context: StoreContext;
  readonly #options: DeletionsOptions;
  /** By id, the latest last. */
  readonly #kept = new Map<string, Deleted>();

  constructor(context: StoreContext, options: DeletionsOptions) {
    this.#context = context;
    this.#options = options;
  }

  /** Of what can be brought back. */
  get ids(): readonly string[] {
    return [...this.#kept.keys()];
  }

  async delete(id: string): Promise<void> {
    const { get, notify } = this.#context;
    const wasOpen = this.#isOnScreen(id);
    // What was painted last belongs to what is brought back.
    if (wasOpen) await this.#options.leavePicture();
    const place = get().shelf.findIndex((entry) => entry.id === id);
    const document = await this.close(id);
    if (!document) return;
    this.#kept.set(id, { document, place, wasOpen });
    for (const oldest of this.ids.slice(0, -mostKept)) this.#kept.delete(oldest);
    notify({ kind: 'info', title: `“${document.info.name}” is deleted`, offer: { undoDelete: id } });
  }

  async undo(id: string): Promise<void> {
    const deleted = this.#kept.get(id);
    if (!deleted) return;
    await this.#options.autoSave.bringBack(deleted.document, deleted.place);
    this.#kept.delete(id);
    if (deleted.wasOpen) await this.#options.open(id);
  }

  /**
   * Where it is on screen, another one takes its place: no wish of its own, so that it overtakes nothing on its way.
   *
   * @returns what it was; null where nothing was kept of it
   */
  async close(id: string): Promise<StoredDocument | null> {
    const document = await this.#options.autoSave.forget(id);
    if (this.#isOnScreen(id)) await this.#showNextAfter(id);
    return document;
  }

  #isOnScreen(id: string): boolean {
    return this.#context.get().document?.id === id;
  }

  async #showNextAfter(id: string): Promise<void> {
    const { get, report } = this.#context;
    for (const next of get().shelf) {
      try {
        const stored = await this.#options.load(next.id, next.name);
        if (!this.#isOnScreen(id)) return;
        if (stored && get().shelf.some((entry) => entry.id === next.id)) {
          await this.#options.show(stored);
          return;
        }
      } catch (error) {
        report(`“${next.name}” could not be opened`, error);
      }
    }
    await this.#options.showSample(() => this.#isOnScreen(id));
  }
}
