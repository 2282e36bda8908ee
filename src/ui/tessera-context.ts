// How components reach the store, its actions and the pictures.
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { TesseraActions, TesseraState } from '../store/state.ts';
import type { Surfaces } from '../store/surfaces.ts';
import { PictureWait } from './picture-wait.ts';

interface Tessera {
  readonly store: StoreApi<TesseraState>;
  /** Undo and redo are possible while these hold steps. */
  readonly history: StoreApi<{ readonly pastStates: readonly unknown[]; readonly futureStates: readonly unknown[] }>;
  readonly actions: TesseraActions;
  readonly surfaces: Surfaces;
}

interface TesseraOnScreen extends Tessera {
  readonly wait: PictureWait;
  /** What components follow: store and history, told of in the frames in which pictures are drawn. */
  readonly calm: Pick<Tessera, 'store' | 'history'>;
}

/** Called before the page is rendered. */
export function onScreen(tessera: Tessera): TesseraOnScreen {
  const wait = new PictureWait(tessera.store, tessera.surfaces);
  return { ...tessera, wait, calm: { store: wait.calm(tessera.store), history: wait.calm(tessera.history) } };
}

export const TesseraContext = createContext<TesseraOnScreen | null>(null);

function useTessera(): TesseraOnScreen {
  const tessera = useContext(TesseraContext);
  if (!tessera) throw new Error('TesseraContext is missing: main.tsx provides it.');
  return tessera;
}

/** A narrow slice of the state; the component renders again when the slice changes. */
export function useTesseraState<T>(select: (state: TesseraState) => T): T {
  return useStore(useTessera().calm.store, select);
}

/** The store itself, for drawing loops that read state outside React's rendering. */
export function useTesseraStore(): StoreApi<TesseraState> {
  return useTessera().store;
}

export function useActions(): TesseraActions {
  return useTessera().actions;
}

export function useSurfaces(): Surfaces {
  return useTessera().surfaces;
}

export function usePictureWait(): PictureWait {
  return useTessera().wait;
}

/** Whether there is a step to undo and one to redo. */
export function useHistory(): { canUndo: boolean; canRedo: boolean } {
  const { history } = useTessera().calm;
  const canUndo = useStore(history, (state) => state.pastStates.length > 0);
  const canRedo = useStore(history, (state) => state.futureStates.length > 0);
  return { canUndo, canRedo };
}
