// Whose turn it is: of all that a person asks to open only the latest may reach the screen, and what turns out to be nothing
// that can be opened takes nobody's place.
import type { StoreContext } from '../context.ts';
import { endComing } from './encode-photo.ts';

export class Openings {
  readonly #context: StoreContext;
  readonly #onBegun: (opening: number) => void;
  #asked = 0;
  /** What was asked for last and, as far as that is known, can be opened. */
  #latest = 0;
  /** Titles of the notices about those that failed, and what had been asked for by then: one asked for later wipes them. */
  #complaints: { readonly title: string; readonly asked: number }[] = [];

  constructor(context: StoreContext, onBegun: (opening: number) => void) {
    this.#context = context;
    this.#onBegun = onBegun;
  }

  /** @returns its number; what is on its way stays so until `begin` */
  ask(): number {
    return ++this.#asked;
  }

  /** Of those on their way none may reach the screen any more, or say that it will. */
  begin(asked = this.ask()): number {
    endComing(this.#context);
    this.#forgetComplaints(asked);
    this.#latest = asked;
    this.#onBegun(asked);
    return asked;
  }

  /** As `begin`, where nothing that was asked for later has begun already. */
  beginInTurn(asked: number): boolean {
    if (asked < this.#latest) return false;
    this.begin(asked);
    return true;
  }

  isLatest(asked: number): boolean {
    return asked === this.#latest;
  }

  complain(asked: number, title: string, error: unknown): void {
    this.#forgetComplaints(asked);
    this.#context.report(title, error);
    this.#complaints.push({ title, asked: this.#asked });
  }

  /** They have been read once the person asks for something else; of files brought together each keeps its own. */
  #forgetComplaints(now: number): void {
    const { get, set } = this.#context;
    const read = new Set(this.#complaints.filter(({ asked }) => asked < now).map(({ title }) => title));
    if (read.size === 0) return;
    set({ notices: get().notices.filter(({ title }) => !read.has(title)) });
    this.#complaints = this.#complaints.filter(({ title }) => !read.has(title));
  }
}
