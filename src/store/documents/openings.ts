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
  /** Title of the notice about the last one that failed: it has been read once another one begins. */
  #complaint: string | null = null;

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
    this.#forgetComplaint();
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

  complain(title: string, error: unknown): void {
    this.#forgetComplaint();
    this.#context.report(title, error);
    this.#complaint = title;
  }

  #forgetComplaint(): void {
    const { get, set } = this.#context;
    if (this.#complaint !== null) set({ notices: get().notices.filter(({ title }) => title !== this.#complaint) });
    this.#complaint = null;
  }
}
