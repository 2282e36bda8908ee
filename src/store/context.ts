// What the parts of the store share: the state itself, the pictures, the engine, and how to tell the person something.
import type { TemporalState } from 'zundo';
import type { StoreApi } from 'zustand/vanilla';
import type { EngineSession } from './engine-session.ts';
import type { Notice, TesseraState } from './state.ts';
import type { Surfaces } from './surfaces.ts';
import type { Undoable } from './undoable-store.ts';

export interface StoreContext {
  readonly store: StoreApi<TesseraState>;
  readonly history: StoreApi<TemporalState<Undoable>>;
  readonly get: () => TesseraState;
  readonly set: (change: Partial<TesseraState>) => void;
  readonly surfaces: Surfaces;
  readonly engine: EngineSession;
  readonly notify: (notice: Omit<Notice, 'id'>) => void;
  /** Shows a failure; what was only overtaken by newer work stays silent. */
  readonly report: (title: string, error: unknown) => void;
}
