// A prior that writes codes into a grid: what is written so far, and the picture of it as it comes.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RgbaImage } from '../../core/image.ts';
import { applyChanges, type TokenGrid } from '../../core/token-grid.ts';
import type { FillRequest, Writer } from '../../store/learn/tour-state.ts';
import { useLive, useTourActions } from './tour-context.ts';

/** Milliseconds between two pictures while codes come: decoding takes turns with the prior. */
const pictureEvery = 400;

/** Which prior, and how it draws. */
export type Asked = Pick<FillRequest, 'prior' | 'options'>;

export interface Writing {
  readonly grid: TokenGrid;
  readonly image: RgbaImage | null;
  /** The cell that was written last; null before the first. */
  readonly last: number | null;
  readonly running: boolean;
  readonly write: (cells: readonly number[], options: Asked) => Promise<void>;
  readonly stop: () => void;
  readonly restart: (grid: TokenGrid) => void;
}

/** @param writer decodes what it writes; the same object as long as it is the same one */
export function useWriting(start: TokenGrid, writer: Writer): Writing {
  const { report } = useTourActions();
  const [grid, setGrid] = useState(start);
  const [pictured, setPictured] = useState(start);
  const [last, setLast] = useState<number | null>(null);
  const [job, setJob] = useState<AbortController | null>(null);
  const current = useRef<AbortController | null>(null);

  useEffect(() => () => current.current?.abort(), []);

  useEffect(() => {
    if (grid === pictured) return;
    const timer = setTimeout(() => setPictured(grid), job ? pictureEvery : 0);
    return () => clearTimeout(timer);
  }, [grid, pictured, job]);

  const picture = useLive(
    useCallback((signal: AbortSignal) => writer.decodeGrid(pictured, signal), [writer, pictured]),
  );

  const write = useCallback(
    async (cells: readonly number[], options: Asked) => {
      const controller = new AbortController();
      current.current?.abort();
      current.current = controller;
      setJob(controller);
      try {
        await writer.fill(
          { ...options, grid, cells, open: cells, limit: cells.length },
          (changes) => {
            if (controller.signal.aborted) return;
            setGrid((before) => applyChanges(before, changes));
            setLast(changes.at(-1)?.index ?? null);
          },
          controller.signal,
        );
      } catch (error) {
        if (!controller.signal.aborted) report(error);
      } finally {
        setJob((now) => (now === controller ? null : now));
      }
    },
    [writer, report, grid],
  );
  const stop = useCallback(() => {
    current.current?.abort();
    setJob(null);
  }, []);
  const restart = useCallback(
    (next: TokenGrid) => {
      stop();
      setGrid(next);
      setLast(null);
    },
    [stop],
  );
  return useMemo(
    () => ({ grid, image: picture.value, last, running: job !== null, write, stop, restart }),
    [grid, picture.value, last, job, write, stop, restart],
  );
}
