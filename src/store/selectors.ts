// What follows from the state: never stored, computed once for each input.
import { pastePatch } from '../core/patch.ts';
import { createGrid, type TokenGrid } from '../core/token-grid.ts';
import type { DocumentInfo, DocumentLevel, Floating, TesseraState, View } from './state.ts';

interface Composed {
  readonly base: TokenGrid;
  readonly floating: Floating;
  readonly result: TokenGrid;
}

interface Assembled {
  readonly grids: readonly TokenGrid[];
  readonly grid: TokenGrid;
  readonly result: readonly TokenGrid[];
}

/** The last ones: one document is open at a time, and every reader asks for the same one. */
let composed: Composed | null = null;
let assembled: Assembled | null = null;

/** The level in hand. */
export function levelInHand({ document, level }: TesseraState): DocumentLevel | null {
  return document?.levels[level] ?? null;
}

/** The committed grid of the level in hand. */
export function gridInHand({ grids, level }: TesseraState): TokenGrid | null {
  return grids[level] ?? null;
}

/** Another grid for the level in hand; what stays the same is no step. */
export function withGrid({ grids, level }: TesseraState, grid: TokenGrid): Pick<TesseraState, 'grids'> {
  return { grids: grids[level] === grid ? grids : grids.map((other, i) => (i === level ? grid : other)) };
}

/** The grid on screen of the level in hand: proposal, gesture and floating patch included. */
export function visibleGrid(state: TesseraState): TokenGrid | null {
  const { draft, proposed, level, floating } = state;
  const base = draft ?? proposed?.[level] ?? gridInHand(state);
  if (!base || !floating) return base;
  if (composed?.base !== base || composed.floating !== floating) {
    composed = { base, floating, result: pastePatch(base, floating.patch, floating.at) };
  }
  return composed.result;
}

/** All levels' grids as they are on screen. The same array as long as they are the same grids. */
export function visibleGrids(state: TesseraState): readonly TokenGrid[] {
  const { level } = state;
  const grid = visibleGrid(state);
  const grids = state.proposed ?? state.grids;
  if (!grid || grid === grids[level]) return grids;
  if (assembled?.grid !== grid || assembled.grids !== grids) {
    assembled = { grids, grid, result: withGrid({ ...state, grids }, grid).grids };
  }
  return assembled.result;
}

/** What the picture is decoded from: all levels, or the one in hand alone. */
export function decodedGrids(state: TesseraState): readonly TokenGrid[] {
  const grids = visibleGrids(state);
  const { alone, document } = state;
  if (!alone) return grids;
  return grids.map((grid, level) =>
    level === state.level ? grid : createGrid(grid, document?.levels[level]?.meanCode ?? 0),
  );
}

/** How unlikely the prior finds what is on screen; null where that was not measured, of this level and what lies above. */
export function currentSurprise(state: TesseraState): TesseraState['prior']['surprise'] {
  const { surprise } = state.prior;
  if (!surprise || surprise.grid !== visibleGrid(state)) return null;
  return surprise.above === null || visibleGrids(state).includes(surprise.above) ? surprise : null;
}

/** Whether it is one picture, seen by one pack: its codes and steps go on. */
export function sameEdition(a: DocumentInfo | null, b: DocumentInfo | null): boolean {
  return a?.id === b?.id && a?.packId === b?.packId;
}

/** Whether a search for better codes can begin; not while another picture is about to come. */
export function canFindBetterCodes({ document, engine, codeSearch }: TesseraState): boolean {
  return document?.photo != null && engine.encoderOpen && !engine.encoding && codeSearch === null;
}

/** The view as it is drawn: a critic's opinion can only be shown where the pack has one. */
export function shownMode({ view, critic }: TesseraState): View['mode'] {
  return view.mode === 'opinion' && !critic.scale ? 'split' : view.mode;
}

/** The cell that the inspector is about. */
export function inspectedCell({ hoveredCell, cursor }: TesseraState): number | null {
  return hoveredCell ?? cursor;
}
