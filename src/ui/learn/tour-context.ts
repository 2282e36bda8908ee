// How the steps reach the tour's store and its calls, and how what they ask for comes on screen.
import { createContext, useContext, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Tour } from '../../store/learn/create-tour.ts';
import type { TourActions, TourState } from '../../store/learn/tour-state.ts';

export const TourContext = createContext<Tour | null>(null);

function useTour(): Tour {
  const tour = useContext(TourContext);
  if (!tour) throw new Error('TourContext is missing: src/learn.tsx provides it.');
  return tour;
}

export function useTourState<T>(select: (state: TourState) => T): T {
  return useStore(useTour().store, select);
}

export function useTourActions(): TourActions {
  return useTour().actions;
}

export type Work<T> = (signal: AbortSignal) => Promise<T>;

export interface Live<T> {
  /** The newest result there is; while newer work is under way, that of the work before. */
  readonly value: T | null;
  readonly pending: boolean;
}

/**
 * Runs work whenever it is another function (memoize it), one at a time, always the newest: so a slider shows what it
 * passes through. Null clears the result and stops what is under way.
 */
export function useLive<T>(work: Work<T> | null): Live<T> {
  const { report } = useTourActions();
  const [value, setValue] = useState<T | null>(null);
  const [pending, setPending] = useState(false);
  const line = useRef<{ controller: AbortController; next: Work<T> | null } | null>(null);

  useEffect(() => {
    if (!work) {
      line.current?.controller.abort();
      line.current = null;
      setValue(null);
      setPending(false);
      return;
    }
    if (line.current) {
      line.current.next = work;
      return;
    }
    const own: { controller: AbortController; next: Work<T> | null } = {
      controller: new AbortController(),
      next: work,
    };
    line.current = own;
    const { signal } = own.controller;
    const pursue = async () => {
      setPending(true);
      while (own.next && !signal.aborted) {
        const now = own.next;
        own.next = null;
        try {
          const result = await now(signal);
          if (!signal.aborted) setValue(result);
        } catch (error) {
          if (!signal.aborted) report(error);
        }
      }
      if (line.current !== own) return;
      line.current = null;
      setPending(false);
    };
    void pursue();
  }, [work, report]);

  useEffect(
    () => () => {
      line.current?.controller.abort();
      line.current = null;
    },
    [],
  );
  return { value, pending };
}
