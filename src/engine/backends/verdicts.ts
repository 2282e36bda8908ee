// Remembers what a probe found, an adapter and a pack at a time, so that the next visit starts at once.
import { createStore, get, set } from 'idb-keyval';
import type { Stage } from '../protocol.ts';
import type { Verdict } from './probe.ts';

/** IndexedDB may be refused (private windows): then each visit measures again. */
const store = (() => {
  try {
    return createStore('tessera-verdicts', 'verdicts');
  } catch {
    return null;
  }
})();

export interface VerdictKey {
  readonly stage: Stage;
  readonly adapter: string;
  readonly pack: string;
  readonly threads: number;
}

/** Goes up when the contenders of a stage are others than before. */
const generation = 2;

function nameOf({ stage, adapter, pack, threads }: VerdictKey): string {
  return [generation, stage, adapter, pack, threads].join('|');
}

/** The remembered verdict, or a fresh one from `measure`. */
export async function rememberedVerdict<B extends string>(
  key: VerdictKey,
  measure: () => Promise<Verdict<B>>,
): Promise<Verdict<B>> {
  if (!store) return measure();
  const known = await get<Verdict<B>>(nameOf(key), store).catch(() => undefined);
  if (known) return known;
  const verdict = await measure();
  await set(nameOf(key), verdict, store).catch(() => undefined);
  return verdict;
}
