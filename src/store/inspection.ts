// Asks the engine about the cell under the pointer or cursor, a moment after it came to rest there.
import type { CellChange } from '../core/token-grid.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { NearestResult } from '../engine/protocol.ts';
import type { StoreContext } from './context.ts';
import { inspectedCell, levelInHand, visibleGrid } from './selectors.ts';

/** Milliseconds at rest before the engine is asked. */
const rest = 40;

const alternativesShown = 8;

/** How far the blend brush can walk from the nearest code before it starts over. */
const blendSteps = 16;

export interface Inspector {
  /** For each cell the code that follows its present one in the order of distance from the cell's z_e. */
  readonly nextNearest: (cells: readonly number[]) => Promise<CellChange[]>;
}

/** @param photoIsEncoded whether the engine holds the z_e of the open document's photo */
export function createInspector(context: StoreContext, photoIsEncoded: () => boolean): Inspector {
  const { store, get, set, engine } = context;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | null = null;

  async function nearest(cell: number, code: number, count: number, signal?: AbortSignal): Promise<NearestResult> {
    // While another pack is about to show the picture, its codebook says nothing of the codes on screen.
    if (engine.pack?.id !== get().document?.packId) throw new EngineError('not-ready', 'Another pack is being opened.');
    const ownCode = levelInHand(get())?.own.tokens[cell] ?? code;
    const { level } = get();
    return engine.client.nearest({ level, cell, code, ownCode, hasPhoto: photoIsEncoded(), count }, signal);
  }

  async function inspect(): Promise<void> {
    const cell = inspectedCell(get());
    const code = cell === null ? undefined : visibleGrid(get())?.tokens[cell];
    if (cell === null || code === undefined) {
      set({ inspection: null });
      return;
    }
    const controller = new AbortController();
    asked = controller;
    try {
      const result = await nearest(cell, code, alternativesShown, controller.signal);
      if (asked === controller) set({ inspection: { cell, code, ...result } });
    } catch {
      // Overtaken, or the engine is away: the inspector shows what is known without it.
      if (asked === controller)
        set({ inspection: { cell, code, measure: 'squared-distance', distance: null, alternatives: [] } });
    }
  }

  store.subscribe((state, before) => {
    const moved = inspectedCell(state) !== inspectedCell(before) || state.level !== before.level;
    const painted = visibleGrid(state) !== visibleGrid(before);
    if (!moved && !painted) return;
    clearTimeout(timer);
    asked?.abort();
    asked = null;
    timer = setTimeout(() => void inspect(), rest);
  });

  return {
    nextNearest: (cells) => {
      const tokens = visibleGrid(get())?.tokens;
      return Promise.all(
        cells.map(async (index) => {
          const code = tokens?.[index] ?? 0;
          const { alternatives } = await nearest(index, code, blendSteps);
          const rank = alternatives.findIndex((alternative) => alternative.code === code);
          return { index, code: alternatives[(rank + 1) % alternatives.length]?.code ?? code };
        }),
      );
    },
  };
}
