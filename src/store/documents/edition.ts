// One picture in the codes of one pack. A document shows one of its editions; the others keep what was painted on them.
import { sameGrid, type TokenGrid } from '../../core/token-grid.ts';
import type { PackInfo } from '../../engine/protocol.ts';
import type { DocumentInfo, DocumentLevel, PhotoInfo } from '../state.ts';
import { newDocumentId, type StoredDocument } from './stored-document.ts';

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

/** @param own of each level, the codes that it begins with */
export function newDocument(
  pack: PackInfo,
  name: string,
  photo: PhotoInfo | null,
  own: readonly TokenGrid[],
): DocumentInfo {
  return { id: newDocumentId(), name, packId: pack.id, levels: levelsWith(pack, own), photo, provisional: false };
}

/** Whether nobody has painted. */
function isUntouched({ levels }: Pick<DocumentInfo, 'levels'>, grids: readonly TokenGrid[]): boolean {
  return levels.every(({ own }, i) => sameGrid(grids[i]!, own));
}

/** Nor on the same picture in the codes of other packs. */
export function isUntouchedInAll({ info, grids, others }: Pick<StoredDocument, 'info' | 'grids' | 'others'>): boolean {
  return isUntouched(info, grids) && others.every((edition) => isUntouched(edition, edition.grids));
}

/** An empty picture with what was written on it: its own codes from now on. */
export function withOwn({ blank: _, ...document }: DocumentInfo, own: readonly TokenGrid[]): DocumentInfo {
  return { ...document, levels: document.levels.map((level, i) => ({ ...level, own: own[i]! })) };
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
