// One long job of the prior at a time: its progress, its end, and Stop.
import type { StoreContext } from '../context.ts';
import type { PriorRun } from './prior-state.ts';

/** Cells a second are told once this many milliseconds have passed. */
const settled = 150;

export interface PriorJobs {
  /**
   * @param work tells how many cells are done (and on which level it is), and looks at the signal before it changes anything
   * @returns whether the work came to its own end
   */
  run(
    kind: PriorRun['kind'],
    total: number,
    work: (progress: (done: number, level?: number) => void, signal: AbortSignal) => Promise<void>,
  ): Promise<boolean>;
  stop(): void;
}

export function createPriorJobs({ get, set, report }: Pick<StoreContext, 'get' | 'set' | 'report'>): PriorJobs {
  let running: AbortController | null = null;

  const setRun = (run: PriorRun | null) => set({ prior: { ...get().prior, run, file: run && get().prior.file } });

  const jobs: PriorJobs = {
    async run(kind, total, work) {
      jobs.stop();
      const controller = new AbortController();
      running = controller;
      setRun({ kind, level: null, done: 0, total, perSecond: null });
      let start: number | null = null;
      let doneAtStart = 0;
      const progress = (done: number, level: number | null = null) => {
        if (running !== controller) return;
        // The clock starts with the first cells: what was fetched before them is no part of the pace.
        const now = performance.now();
        if (start === null) {
          start = now;
          doneAtStart = done;
        }
        const pace = now - start >= settled ? ((done - doneAtStart) / (now - start)) * 1000 : null;
        setRun({ kind, level, done, total, perSecond: pace ?? get().prior.run?.perSecond ?? null });
      };
      try {
        await work(progress, controller.signal);
        return running === controller;
      } catch (error) {
        if (running === controller) report('The prior stopped', error);
        return false;
      } finally {
        if (running === controller) {
          running = null;
          setRun(null);
        }
      }
    },
    stop() {
      if (!running) return;
      const controller = running;
      running = null;
      controller.abort();
      setRun(null);
    },
  };
  return jobs;
}
