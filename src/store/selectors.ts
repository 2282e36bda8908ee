// What follows from the state: never stored, computed once for each input.
import { pastePatch } from '../core/patch.ts';
import type { TokenGrid } from '../core/token-grid.ts';
import type { DocumentInfo, Floating, TesseraState } from './state.ts';

interface Composed {
  readonly base: TokenGrid;
  readonly floating: Floating;
  readonly result: TokenGrid;
}

/** The last composition: one document is open at a time, and every reader asks for the same one. */
let composed: Composed | null = null;

/** The grid on screen: gesture and floating patch included. */
export function visibleGrid({ grid, draft, floating }: TesseraState): TokenGrid | null {
  const base = draft ?? grid;
  if (!base || !floating) return base;
  if (composed?.base !== base || composed.floating !== floating) {
    composed = { base, floating, result: pastePatch(base, floating.patch, floating.at) };
  }
  return composed.result;
}

/** Whether it is one picture, seen by one pack: its codes and steps go on. */
export function sameEdition(a: DocumentInfo | null, b: DocumentInfo | null): boolean {
  return a?.id === b?.id && a?.packId === b?.packId;
}

/** The cell that the inspector is about. */
export function inspectedCell({ hoveredCell, cursor }: TesseraState): number | null {
  return hoveredCell ?? cursor;
}
