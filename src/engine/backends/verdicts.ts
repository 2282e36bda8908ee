// Remembers what was measured, such as a probe's verdict for an adapter and a pack, so that the next visit starts at once.
import { createStore, get, set } from 'idb-keyval';
import * as v from 'valibot';
import { answerWithin, NoAnswerError } from '../../core/answer-within.ts';
import type { BackendChoice } from '../protocol.ts';
import type { Verdict } from './probe.ts';

const store = createStore('tessera-verdicts', 'verdicts');

/** Milliseconds: storage that is refused (private windows) or silent must not hold up the engine; then each visit measures. */
const patience = 2000;

/** It has not answered once: this visit does without. */
let isSilent = false;

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
  void ask(() => set(name, found, store));
  return found;
}

async function recall<T>(name: string, isSound: (value: unknown) => value is T): Promise<T | undefined> {
  const known = await ask<unknown>(() => get(name, store));
  return isSound(known) ? known : undefined;
}

/** @returns undefined where storage gives none */
async function ask<T>(storage: () => Promise<T>): Promise<T | undefined> {
  if (isSilent) return undefined;
  try {
    return await answerWithin(patience, storage);
  } catch (error) {
    isSilent ||= error instanceof NoAnswerError;
    return undefined;
  }
}
