// A stored result gives way to the live model's codes; cells that were painted meanwhile keep their paint.
import type { TokenGrid } from '../../core/token-grid.ts';
import type { DocumentInfo } from '../state.ts';

/** @param own of each level, what the live model gives */
export function adoptLiveCodes(
  document: DocumentInfo,
  grids: readonly TokenGrid[],
  own: readonly TokenGrid[],
): { document: DocumentInfo; grids: readonly TokenGrid[] } {
  const levels = document.levels.map((level, i) => ({ ...level, own: own[i]! }));
  return {
    document: { ...document, levels, provisional: false },
    grids: grids.map(({ width, height, tokens }, level) => {
      const before = document.levels[level]!.own.tokens;
      const live = own[level]!.tokens;
      return { width, height, tokens: live.map((token, i) => (tokens[i] === before[i] ? token : tokens[i]!)) };
    }),
  };
}
