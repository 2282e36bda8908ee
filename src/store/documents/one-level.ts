// How documents and their editions were stored before packs had levels: browsers still keep such ones.
import type { TokenGrid } from '../../core/token-grid.ts';
import type { DocumentInfo, DocumentLevel } from '../state.ts';
import type { Edition } from './edition.ts';
import type { StoredDocument } from './library.ts';

interface OneLevel extends Omit<DocumentLevel, 'name' | 'meanCode'> {
  readonly grid: TokenGrid;
}

/** A document so stored. */
export interface DocumentOfOneLevel extends Omit<StoredDocument, 'info' | 'grids' | 'others'> {
  readonly info: Omit<DocumentInfo, 'levels'> & Omit<OneLevel, 'grid'>;
  readonly grid: TokenGrid;
  readonly others?: readonly (Pick<Edition, 'packId' | 'provisional'> & OneLevel)[];
}

/** The document as it is now, whichever way it was stored. */
export function withLevels(stored: StoredDocument | DocumentOfOneLevel): StoredDocument {
  if ('grids' in stored) return stored;
  const { grid, others = [], info, ...rest } = stored;
  return {
    ...rest,
    info: levelled(info),
    grids: [grid],
    others: others.map(({ grid: painted, ...edition }) => ({ ...levelled(edition), grids: [painted] })),
  };
}

function levelled<T extends Omit<OneLevel, 'grid'>>({ codebookSize, downsample, own, ...rest }: T) {
  return { ...rest, levels: [{ name: 'main', meanCode: null, codebookSize, downsample, own }] };
}
