// The results of what is chosen, in that order, and the codecs' after them. What was compared once is kept while the dialog
// is open: only what is new is run, and the codecs again, since the bytes that they may take have changed.
import { useEffect, useRef, useState } from 'react';
import type { Compared } from '../../store/compare/compare.ts';
import { useActions } from '../tessera-context.ts';

interface AnyChoice {
  readonly id: string;
  readonly label: string;
  readonly packId: string;
}

interface PackChoice extends AnyChoice {
  readonly kind: 'pack';
  /** By better codes than each cell's nearest. */
  readonly searched: boolean;
}

/** A pack of plain numbers: how many bits of each are kept. */
interface ContinuousChoice extends AnyChoice {
  readonly kind: 'continuous';
  readonly bits: number;
}

export type Choice = PackChoice | ContinuousChoice;

export function searched(choice: PackChoice): PackChoice {
  return { ...choice, id: `${choice.id}+`, searched: true };
}

/** Stands for one result among all: the choice's id, or the codec. */
export function keyOf(result: Compared): string {
  return result.kind === 'codec' || result.kind === 'no-encoder' ? result.codec : result.id;
}

export function useComparison(choices: readonly Choice[]): {
  readonly results: readonly Compared[];
  readonly running: boolean;
} {
  const actions = useActions();
  const [known, setKnown] = useState<ReadonlyMap<string, Compared>>(new Map());
  const [codecs, setCodecs] = useState<readonly Compared[]>([]);
  const [running, setRunning] = useState(true);
  const ids = choices.map(({ id }) => id).join(' ');
  const latest = useRef({ choices, known });
  latest.current = { choices, known };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another choice is another run
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const before = latest.current;
    const missing = before.choices.filter(({ id }) => !before.known.has(id));
    const sizes = before.choices.map(({ id }) => before.known.get(id));
    const knownBytes = sizes.reduce((most, one) => (one?.kind === 'pack' ? Math.max(most, one.bytes) : most), 0);
    setRunning(true);
    setCodecs([]);
    const onResult = (result: Compared) => {
      if (result.kind === 'pack' || result.kind === 'continuous') {
        setKnown((all) => new Map(all).set(result.id, result));
      } else if (!signal.aborted) {
        setCodecs((all) => [...all, result]);
      }
    };
    void actions
      .comparePacks(
        {
          packs: missing.filter((choice) => choice.kind === 'pack'),
          continuous: missing.filter((choice) => choice.kind === 'continuous'),
          knownBytes,
        },
        onResult,
        signal,
      )
      .then(() => signal.aborted || setRunning(false));
    return () => controller.abort();
  }, [actions, ids]);
  return { results: [...choices.flatMap(({ id }) => known.get(id) ?? []), ...codecs], running };
}
