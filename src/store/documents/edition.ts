// One picture in the codes of one pack. A document shows one of its editions; the others keep what was painted on them.
import type { TokenGrid } from '../../core/token-grid.ts';
import type { DocumentInfo } from '../state.ts';

export interface Edition extends Pick<DocumentInfo, 'packId' | 'codebookSize' | 'downsample' | 'own' | 'provisional'> {
  readonly grid: TokenGrid;
}

/** The editions not on screen once the document shows `next`: the one it showed till now among them. */
export function leaveEdition(
  others: readonly Edition[],
  { packId, codebookSize, downsample, own, provisional }: DocumentInfo,
  grid: TokenGrid,
  next: string,
): readonly Edition[] {
  const kept = others.filter((edition) => edition.packId !== next && edition.packId !== packId);
  // A stored result that nobody touched is found again at any time.
  if (provisional && grid === own) return kept;
  return [...kept, { packId, codebookSize, downsample, own, provisional, grid }];
}
