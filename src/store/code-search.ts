// Better codes for the photo on screen, by analysis by synthesis. Steps come into the grid as they are found, all as one undo
// step; whatever else changes the grid ends the search, and what was found stays.
import { maskCells } from '../core/cell-mask.ts';
import { applyChanges, changedCells } from '../core/token-grid.ts';
import { isAborted } from '../engine/engine-error.ts';
import type { StoreContext } from './context.ts';
import { gridInHand, sameEdition, visibleGrids, withGrid } from './selectors.ts';
import type { TesseraActions } from './state.ts';
import { recordSpan } from './timing.ts';

export interface CodeSearchOptions {
  /** Waits for the encoder where it must; false where the photo could not be encoded. */
  readonly ensureEncoded: () => Promise<boolean>;
  /** What is half done (a gesture, a floating patch) becomes part of the grid, or is dropped. */
  readonly settleEdits: () => void;
}

export function createCodeSearch(
  { store, history, get, set, surfaces, engine, notify, report }: StoreContext,
  { ensureEncoded, settleEdits }: CodeSearchOptions,
): Pick<TesseraActions, 'findBetterCodes' | 'stopFindingCodes'> {
  let running: AbortController | null = null;
  /** Somebody else's change of codes would be one to what is searched. */
  let watching = false;

  store.subscribe((state, before) => {
    if (!running) return;
    const isElsewhere = state.level !== before.level || !sameEdition(state.document, before.document);
    if (isElsewhere || (watching && visibleGrids(state) !== visibleGrids(before))) stop();
  });

  function stop(): void {
    running?.abort();
    running = null;
    watching = false;
    if (get().codeSearch) set({ codeSearch: null });
  }

  async function find(): Promise<void> {
    stop();
    settleEdits();
    if (!get().document?.photo) {
      notify({ kind: 'info', title: 'There is no photo to come closer to', detail: 'These tokens came without one.' });
      return;
    }
    const controller = new AbortController();
    running = controller;
    let isFirst = true;
    let psnr: { readonly before: number; readonly now: number } | null = null;
    set({ codeSearch: { share: 0, psnr } });
    try {
      if (!(await ensureEncoded()) || running !== controller) return;
      const image = surfaces.original.image;
      if (!image) return;
      watching = true;
      const startedAt = performance.now();
      const { grids, level, selection } = get();
      await engine.client.searchCodes(
        { image, grids, level, cells: selection && maskCells(selection) },
        (step) => {
          if (running !== controller) return;
          psnr = { before: psnr?.before ?? step.psnr, now: step.psnr };
          const grid = gridInHand(get())!;
          const better = applyChanges(grid, step.changes);
          watching = false;
          if (!isFirst) history.getState().pause();
          set({ ...withGrid(get(), better), codeSearch: { share: step.total && step.done / step.total, psnr } });
          if (!isFirst) history.getState().resume();
          watching = true;
          if (better !== grid) isFirst = false;
        },
        controller.signal,
      );
      if (running !== controller) return;
      recordSpan('tessera:better-codes', startedAt, psnr);
      tell(changedCells(grids[level]!, gridInHand(get())!).length, psnr);
    } catch (error) {
      if (running === controller && !isAborted(error)) report('Better codes could not be looked for', error);
    } finally {
      if (running === controller) stop();
    }
  }

  function tell(cells: number, psnr: { readonly before: number; readonly now: number } | null): void {
    if (cells === 0 || !psnr) {
      notify({
        kind: 'info',
        title: 'No better codes were found',
        detail: 'Cells that were painted keep their codes; all others have the best of their nearest ones.',
      });
      return;
    }
    notify({
      kind: 'success',
      title: `Closer to the photo: ${psnr.before.toFixed(2)} → ${psnr.now.toFixed(2)} dB`,
      detail: `${cells} ${cells === 1 ? 'cell has' : 'cells have'} another of their nearest codes. One step back undoes it.`,
    });
  }

  return { findBetterCodes: find, stopFindingCodes: stop };
}
