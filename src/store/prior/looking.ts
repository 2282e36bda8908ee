// Looking inside the prior: how unlikely it finds each token, and what it expects in the cell that is inspected.
import type { TokenGrid } from '../../core/token-grid.ts';
import type { StoreContext } from '../context.ts';
import { inspectedCell, visibleGrid, visibleGrids } from '../selectors.ts';
import type { TesseraState } from '../state.ts';
import type { PriorJobs } from './prior-jobs.ts';
import type { PriorActions } from './prior-state.ts';

/** Milliseconds at rest on a cell before the prior is asked: an answer may take a hundred steps. */
const rest = 120;

/** Milliseconds after an edit before surprise is measured anew: it takes seconds. */
const restAfterEdit = 600;

/** Milliseconds between two drawings of the heat-map. */
const drawEvery = 80;

type Looking = Pick<PriorActions, 'measureSurprise' | 'showSurprise' | 'followEdits' | 'look'>;

export function createLooking({ store, get, set, engine, report }: StoreContext, jobs: PriorJobs): Looking {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: AbortController | null = null;
  let remeasure: ReturnType<typeof setTimeout> | undefined;

  async function expect(): Promise<void> {
    const { document, prior } = get();
    const cell = inspectedCell(get()) ?? prior.expectation?.cell ?? null;
    const grid = visibleGrid(get());
    if (!document || !grid || !prior.info || cell === null || cell >= grid.tokens.length) return;
    const controller = new AbortController();
    asked = controller;
    try {
      const { condition } = prior.settings;
      const request = { prior: prior.info.id, grid, above: gridAbove(get()), cell, condition };
      const logits = await engine.client.distribution(request, controller.signal);
      if (asked === controller) set({ prior: { ...get().prior, file: null, expectation: { cell, logits } } });
    } catch (error) {
      if (asked === controller) report('The prior could not be asked', error);
    }
  }

  function askSoon(): void {
    clearTimeout(timer);
    asked?.abort();
    asked = null;
    timer = setTimeout(() => void expect(), rest);
  }

  /** What is under way is about a picture that is gone. Proposals are not measured: the prior is at work on them. */
  function measureSoon(): void {
    clearTimeout(remeasure);
    if (get().prior.run?.kind === 'surprise') jobs.stop();
    remeasure = setTimeout(() => {
      const { surpriseFollows, surpriseShown, run, proposals } = get().prior;
      if (surpriseFollows && surpriseShown && !run && proposals.length === 0) void looking.measureSurprise();
    }, restAfterEdit);
  }

  store.subscribe((state, before) => {
    const { surpriseFollows, surpriseShown, surprise } = state.prior;
    const painted = isPainted(state, before);
    const edited = painted && state.document?.id === before.document?.id;
    if (edited && surpriseFollows && surpriseShown && surprise) measureSoon();
    if (!state.prior.looking) return;
    const cell = inspectedCell(state);
    const moved = cell !== inspectedCell(before) && cell !== null;
    const told = state.prior.settings.condition !== before.prior.settings.condition;
    const chosen = state.prior.info !== before.prior.info;
    if (moved || painted || told || chosen || !before.prior.looking) askSoon();
  });

  const looking: Looking = {
    async measureSurprise() {
      const { document, prior } = get();
      const grid = visibleGrid(get());
      const above = gridAbove(get());
      const { info, settings } = prior;
      if (!document || !grid || !info) return;
      // The last one stays until there is something of the new one.
      set({ prior: { ...prior, surpriseShown: true } });
      await jobs.run('surprise', grid.tokens.length, async (progress, signal) => {
        const bits = new Float32Array(grid.tokens.length).fill(Number.NaN);
        let known = 0;
        let total = 0;
        let drawnAt = performance.now();
        const draw = () => {
          if (signal.aborted) return;
          drawnAt = performance.now();
          set({
            prior: { ...get().prior, surprise: { grid, above, kind: info.kind, bits: bits.slice(), known, total } },
          });
          progress(known);
        };
        const request = { prior: info.id, grid, above, condition: settings.condition };
        const result = await engine.client.surprise(
          request,
          (cells, values) => {
            cells.forEach((cell, i) => {
              bits[cell] = values[i]!;
              total += values[i]!;
            });
            known += cells.length;
            if (performance.now() - drawnAt >= drawEvery) draw();
          },
          signal,
        );
        bits.set(result);
        known = bits.length;
        total = bits.reduce((sum, value) => sum + value, 0);
        draw();
      });
    },
    followEdits: (surpriseFollows) => set({ prior: { ...get().prior, surpriseFollows } }),
    showSurprise: (surpriseShown) => set({ prior: { ...get().prior, surpriseShown } }),
    look(looking) {
      if (!looking) {
        clearTimeout(timer);
        asked?.abort();
        asked = null;
      }
      set({ prior: { ...get().prior, looking, expectation: looking ? get().prior.expectation : null } });
    },
  };
  return looking;
}

/** What the prior at work is told of the level above the one in hand. */
function gridAbove(state: TesseraState): TokenGrid | null {
  const above = state.prior.info?.above ?? null;
  return above === null ? null : (visibleGrids(state)[above] ?? null);
}

/** Whether what the prior at work looks at is another. */
function isPainted(state: TesseraState, before: TesseraState): boolean {
  return visibleGrid(state) !== visibleGrid(before) || gridAbove(state) !== gridAbove(before);
}
