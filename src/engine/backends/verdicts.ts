// Remembers what was measured, such as a probe's verdict for an adapter and a pack, so that the next visit starts at once.
import { createStore, delMany, get, keys, set } from 'idb-keyval';
import * as v from 'valibot';
import { helper } from '../../core/answer-within.ts';
import type { BackendChoice } from '../protocol.ts';
import { runtimeVersion } from '../runtime/onnx-runtime.ts';
import type { Verdict } from './probe.ts';

const store = createStore('tessera-verdicts', 'verdicts');

/** Storage that is refused (private windows) or silent must not hold up the engine; then each visit measures. */
const ask = helper(2000);

export interface VerdictKey {
  readonly stage: keyof BackendChoice;
  readonly adapter: string;
  readonly pack: string;
  readonly threads: number;
}

/** Goes up when the contenders of a stage are others than before. */
const generation = 3;

function nameOf({ stage, adapter, pack, threads }: VerdictKey): string {
  return [stage, adapter, pack, threads].join('|');
}

/** What was measured holds for these versions of ours, of ONNX Runtime and of the browser. */
function versions(): string {
  return [generation, runtimeVersion, globalThis.navigator?.userAgent].join('|');
}

const verdictSchema = v.object({ backend: v.picklist(['webgpu', 'wasm', 'cpu']), mistrusted: v.boolean() });

function isVerdict<B extends string>(value: unknown): value is Verdict<B> {
  return v.is(verdictSchema, value);
}

/** The remembered verdict, or null. */
export async function recallVerdict<B extends string>(key: VerdictKey): Promise<Verdict<B> | null> {
  return (await recall<Verdict<B>>(nameOf(key), isVerdict)) ?? null;
}

/** The remembered verdict, or a fresh one from `measure`. */
export function rememberedVerdict<B extends string>(
  key: VerdictKey,
  measure: () => Promise<Verdict<B>>,
): Promise<Verdict<B>> {
  return remembered<Verdict<B>>(nameOf(key), isVerdict, measure);
}

/**
 * What was measured once under this name, on an earlier visit, or measured now.
 *
 * @param isSound whether it is what `measure` gives: anything may lie in a browser's storage
 */
export async function remembered<T>(
  name: string,
  isSound: (value: unknown) => value is T,
  measure: () => Promise<T>,
): Promise<T> {
  const known = await recall(name, isSound);
  if (known !== undefined) return known;
  const found = await measure();
  // Nobody waits for it: what cannot be kept is measured again.
  void keep(name, found);
  return found;
}

async function recall<T>(name: string, isSound: (value: unknown) => value is T): Promise<T | undefined> {
  const known = await ask<unknown>(() => get(`${versions()}|${name}`, store));
  return isSound(known) ? known : undefined;
}

/** Where something is kept of these versions, what is left of others goes. */
async function keep(name: string, found: unknown): Promise<void> {
  await ask(() => set(`${versions()}|${name}`, found, store));
  await ask(async () => {
    const others = (await keys<string>(store)).filter((key) => !key.startsWith(versions()));
    if (others.length > 0) await delMany(others, store);
  });
}
