// Undo steps of what is open but not on screen, for as long as the page lives: each edition of each document has its own.
// Of many long ones those that were left longest ago are given up.
import type { TemporalState } from 'zundo';
import type { TokenGrid } from '../../core/token-grid.ts';
import type { StoreContext } from '../context.ts';
import type { DocumentInfo } from '../state.ts';
import type { Undoable } from '../undoable-store.ts';

type Steps = Pick<TemporalState<Undoable>, 'pastStates' | 'futureStates'>;
type Key = Pick<DocumentInfo, 'id' | 'packId'>;

interface Kept extends Key {
  readonly steps: Steps;
  readonly bytes: number;
}

/** Bytes of tokens and selections: two hundred steps on each of five of the largest pictures. */
const most = 64 * 2 ** 20;

export class StepsOfEditions {
  readonly #history: StoreContext['history'];
  /** Left longest ago first. */
  #kept: readonly Kept[] = [];

  constructor(history: StoreContext['history']) {
    this.#history = history;
  }

  /** @param show puts `coming` into the state: no step of its own */
  change(leaving: Key | null, coming: Key, show: () => void): void {
    const { pastStates, futureStates, pause, resume } = this.#history.getState();
    if (leaving) this.#keep(leaving, { pastStates, futureStates });
    const steps = this.#kept.find((kept) => isOf(kept, coming))?.steps;
    this.#kept = this.#kept.filter((kept) => !isOf(kept, coming));
    pause();
    show();
    this.#history.setState(steps ?? { pastStates: [], futureStates: [] });
    resume();
  }

  /** What of documents is not among these can no longer be gone back to. */
  retain(documents: ReadonlySet<string>): void {
    this.#kept = this.#kept.filter(({ id }) => documents.has(id));
  }

  #keep({ id, packId }: Key, steps: Steps): void {
    if (steps.pastStates.length === 0 && steps.futureStates.length === 0) return;
    const all = [
      ...this.#kept.filter((kept) => !isOf(kept, { id, packId })),
      { id, packId, steps, bytes: bytesOf(steps) },
    ];
    let surplus = all.reduce((sum, { bytes }) => sum + bytes, 0) - most;
    this.#kept = all.filter(({ bytes }) => {
      if (surplus <= 0) return true;
      surplus -= bytes;
      return false;
    });
  }
}

function isOf(kept: Key, { id, packId }: Key): boolean {
  return kept.id === id && kept.packId === packId;
}

/** Grids and selections that several steps share are counted once. */
function bytesOf({ pastStates, futureStates }: Steps): number {
  const counted = new Set<TokenGrid | NonNullable<Undoable['selection']>>();
  for (const { grids, selection } of [...pastStates, ...futureStates]) {
    for (const grid of grids ?? []) counted.add(grid);
    if (selection) counted.add(selection);
  }
  let bytes = 0;
  for (const held of counted) bytes += 'tokens' in held ? held.tokens.byteLength : held.cells.byteLength;
  return bytes;
}
