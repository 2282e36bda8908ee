// What the store's parts around the prior are given in unit tests, with a client of the engine that is played.
import type { StoreContext } from '../context.ts';
import { createSurfaces } from '../surfaces.ts';
import type { createUndoableStore } from '../undoable-store.ts';

interface PlayedParts {
  readonly store: ReturnType<typeof createUndoableStore>;
  /** As much of the engine's client as the test has need of. */
  readonly client: object;
  readonly report: (title: string) => void;
}

export function playedContext({ store, client, report }: PlayedParts): StoreContext {
  const context = {
    store,
    history: store.temporal,
    get: store.getState,
    set: store.setState,
    surfaces: createSurfaces(),
    engine: { client },
    notify: () => undefined,
    report,
  };
  return context as unknown as StoreContext;
}
