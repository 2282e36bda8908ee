// One picture in the codes of one pack. A document shows one of its editions; the others keep what was painted on them.
import type { TokenGrid } from '../../core/token-grid.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { DocumentInfo, DocumentLevel } from '../state.ts';

export interface Edition extends Pick<DocumentInfo, 'packId' | 'levels' | 'provisional'> {
  /** Of each level. */
  readonly grids: readonly TokenGrid[];
}

/** @param own what each level holds before anybody paints */
export function levelsWith({ levels }: PackInfo, own: readonly TokenGrid[]): readonly DocumentLevel[] {
  return levels.map(({ name, codebookSize, downsample, meanCode }, i) => ({
    name,
    codebookSize,
    downsample,
    meanCode,
    own: own[i]!,
  }));
}

/** Whether nobody has painted. */
export function isUntouched({ levels }: Pick<DocumentInfo, 'levels'>, grids: readonly TokenGrid[]): boolean {
  return levels.every(({ own }, i) => grids[i] === own);
}

/** The editions not on screen once the document shows `next`: the one it showed till now among them. */
export function leaveEdition(
  others: readonly Edition[],
  { packId, levels, provisional }: DocumentInfo,
  grids: readonly TokenGrid[],
  next: string,
): readonly Edition[] {
  const kept = others.filter((edition) => edition.packId !== next && edition.packId !== packId);
  // A stored result that nobody touched is found again at any time.
  if (provisional && isUntouched({ levels }, grids)) return kept;
  return [...kept, { packId, levels, provisional, grids }];
}
