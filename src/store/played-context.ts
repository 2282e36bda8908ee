// What parts of the store are given in unit tests: a real store with undo, with a client of the engine that is played.
import type { StoreContext } from './context.ts';
import { createEditing } from './editing.ts';
import { createLevels } from './levels.ts';
import { createSurfaces } from './surfaces.ts';
import type { createUndoableStore } from './undoable-store.ts';

interface PlayedParts {
  readonly store: ReturnType<typeof createUndoableStore>;
  /** As much of the engine's client as the test has need of. */
  readonly client?: object;
  readonly report?: (title: string) => void;
}

export function playedContext({ store, client = {}, report = () => undefined }: PlayedParts): StoreContext {
  const context = {
    store,
    history: store.temporal,
    get: store.getState,
    set: store.setState,
    surfaces: createSurfaces(),
    // The pack of every test's document.
    engine: { client, pack: { id: 'p' } },
    notify: () => undefined,
    report,
  };
  return context as unknown as StoreContext;
}

/** Editing and levels as the store puts them together, without a pack: `onTaken` hears of each level taken in hand. */
export function editingOnLevels(context: StoreContext, onTaken: (level: number) => void = () => undefined) {
  const levels = createLevels(context, {
    packs: {
      changeLevel: (level) => {
        onTaken(level);
        return {};
      },
    },
    settleEdits: () => editing.settle(),
  });
  const editing = createEditing(context, {
    nextNearest: async () => [],
    pickCode: () => undefined,
    takeLevel: levels.takeLevel,
    onStepped: levels.follow,
    onCopied: () => undefined,
  });
  return { levels, editing };
}
