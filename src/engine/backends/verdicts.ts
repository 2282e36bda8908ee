// Remembers what was measured, such as a probe's verdict for an adapter and a pack, so that the next visit starts at once.
import { createStore, get, set } from 'idb-keyval';
import type { BackendChoice } from '../protocol.ts';
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
  readonly stage: keyof BackendChoice;
  readonly adapter: string;
  readonly pack: string;
  readonly threads: number;
}

/** Goes up when the contenders of a stage are others than before. */
const generation = 3;

function nameOf({ stage, adapter, pack, threads }: VerdictKey): string {
  return [generation, stage, adapter, pack, threads].join('|');
}

/** The remembered verdict, or null. */
export async function recallVerdict<B extends string>(key: VerdictKey): Promise<Verdict<B> | null> {
  if (!store) return null;
  return (await get<Verdict<B>>(nameOf(key), store).catch(() => undefined)) ?? null;
}

/** The remembered verdict, or a fresh one from `measure`. */
export function rememberedVerdict<B extends string>(
  key: VerdictKey,
  measure: () => Promise<Verdict<B>>,
): Promise<Verdict<B>> {
  return remembered(nameOf(key), measure);
}

/** What was measured once under this name, on an earlier visit, or measured now. */
export async function remembered<T>(name: string, measure: () => Promise<T>): Promise<T> {
  if (!store) return measure();
  const known = await get<T>(name, store).catch(() => undefined);
  if (known !== undefined) return known;
  const found = await measure();
  await set(name, found, store).catch(() => undefined);
  return found;
}
