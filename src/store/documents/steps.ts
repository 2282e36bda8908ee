// Undo steps of what is open but not on screen, for as long as the page lives: each edition of each document has its own.
import type { TemporalState } from 'zundo';
import type { StoreContext } from '../context.ts';
import type { DocumentInfo } from '../state.ts';
import type { Undoable } from '../undoable-store.ts';

type Steps = Pick<TemporalState<Undoable>, 'pastStates' | 'futureStates'>;
type Key = Pick<DocumentInfo, 'id' | 'packId'>;

export class StepsOfEditions {
  readonly #history: StoreContext['history'];
  /** By document, then by pack. */
  readonly #kept = new Map<string, Map<string, Steps>>();

  constructor(history: StoreContext['history']) {
    this.#history = history;
  }

  /** @param show puts `coming` into the state: no step of its own */
  change(leaving: Key | null, coming: Key, show: () => void): void {
    const { pastStates, futureStates, pause, resume } = this.#history.getState();
    if (leaving) {
      const steps = this.#kept.get(leaving.id) ?? new Map<string, Steps>();
      this.#kept.set(leaving.id, steps.set(leaving.packId, { pastStates, futureStates }));
    }
    pause();
    show();
    this.#history.setState(this.#kept.get(coming.id)?.get(coming.packId) ?? { pastStates: [], futureStates: [] });
    resume();
  }

  forget(document: string): void {
    this.#kept.delete(document);
  }
}
