// A stored result gives way to the live model's codes; cells that were painted meanwhile keep their paint.
import type { TokenGrid } from '../../core/token-grid.ts';
import type { DocumentInfo } from '../state.ts';

export function adoptLiveCodes(
  document: DocumentInfo,
  grid: TokenGrid,
  own: TokenGrid,
): { document: DocumentInfo; grid: TokenGrid } {
  const tokens = own.tokens.map((token, i) => (grid.tokens[i] === document.own.tokens[i] ? token : grid.tokens[i]!));
  return {
    document: { ...document, own, provisional: false },
    grid: { width: grid.width, height: grid.height, tokens },
  };
}
