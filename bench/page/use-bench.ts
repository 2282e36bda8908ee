// One run of the benchmark at a time, in a worker of its own; what it sends becomes the page's state.
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { BenchCommand, BenchEvent, BenchRequest, BenchRow, Machine, Report } from '../measure/protocol.ts';

export interface BenchState {
  readonly phase: 'idle' | 'running' | 'stopping' | 'done' | 'stopped' | 'failed';
  readonly machine: Machine | null;
  readonly progress: { readonly done: number; readonly total: number; readonly activity: string } | null;
  readonly rows: readonly BenchRow[];
  readonly failure: string | null;
  readonly budgetMs: number;
  readonly date: string;
}

type Step = BenchEvent | { readonly type: 'started'; readonly budgetMs: number } | { readonly type: 'stopping' };

const idle: BenchState = {
  phase: 'idle',
  machine: null,
  progress: null,
  rows: [],
  failure: null,
  budgetMs: 0,
  date: '',
};

function reduce(state: BenchState, step: Step): BenchState {
  switch (step.type) {
    case 'started':
      return { ...idle, phase: 'running', budgetMs: step.budgetMs, date: new Date().toISOString() };
    case 'stopping':
      return { ...state, phase: 'stopping' };
    case 'machine':
      return { ...state, machine: step.machine };
    case 'progress':
      return { ...state, progress: { done: step.done, total: step.total, activity: step.activity } };
    case 'row':
      return { ...state, rows: [...state.rows, step.row] };
    case 'end':
      return { ...state, phase: step.complete ? 'done' : 'stopped' };
    case 'failed':
      return { ...state, phase: 'failed', failure: step.message };
    default:
      return step satisfies never;
  }
}

export function useBench() {
  const [state, dispatch] = useReducer(reduce, idle);
  const worker = useRef<Worker | null>(null);
  useEffect(() => () => worker.current?.terminate(), []);

  const start = useCallback((request: BenchRequest) => {
    const running = new Worker(new URL('../measure/bench.worker.ts', import.meta.url), { type: 'module' });
    worker.current = running;
    const end = (event: BenchEvent) => {
      dispatch(event);
      if (event.type === 'end' || event.type === 'failed') running.terminate();
    };
    running.onmessage = ({ data }: MessageEvent<BenchEvent>) => end(data);
    running.onerror = (event) => end({ type: 'failed', message: event.message || 'The worker could not be loaded.' });
    dispatch({ type: 'started', budgetMs: request.budgetMs });
    running.postMessage({ type: 'start', request } satisfies BenchCommand);
  }, []);

  const stop = useCallback(() => {
    dispatch({ type: 'stopping' });
    worker.current?.postMessage({ type: 'stop' } satisfies BenchCommand);
  }, []);

  return { state, start, stop };
}

/** What a person copies or saves; null before there is anything. */
export function reportOf({ machine, rows, budgetMs, date, phase }: BenchState): Report | null {
  if (!machine || rows.length === 0) return null;
  return { format: 'tessera-bench', version: 1, date, machine, budgetMs, complete: phase === 'done', rows };
}
