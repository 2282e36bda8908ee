// The edits of the last moment before a page goes away: IndexedDB no longer takes them then, localStorage does.
import { decodeLink, encodeLink } from '../../core/share/link.ts';
import { type SharedPicture, ShareFormatError } from '../../core/share/shared-grid.ts';
import type { StoredDocument } from './library.ts';

const key = 'tessera-last-edit';

interface LastEdit {
  /** Of the document. */
  readonly id: string;
  /** Of the sample that it is the stored result of: such a document is in no library before the first edit. */
  readonly sample: string | undefined;
  readonly picture: SharedPicture;
}

/** A browser that refuses storage has refused the document too, and has been reported. */
export function noteLastEdit({ info, grids }: Pick<StoredDocument, 'info' | 'grids'>): void {
  const levels = info.levels.map(({ codebookSize }, i) => ({ codebookSize, grid: grids[i]! }));
  const note = [info.id, encodeLink({ packId: info.packId, levels }), info.sample ?? ''];
  try {
    localStorage.setItem(key, note.join(' '));
  } catch {}
}

/** It is in the library by now. */
export function forgetLastEdit(): void {
  try {
    localStorage.removeItem(key);
  } catch {}
}

/** The document as it was left, where it was left faster than it could be written. */
export function withLastEdit(stored: StoredDocument): StoredDocument {
  const noted = readLastEdit();
  const { info } = stored;
  if (noted?.id !== info.id || noted.picture.packId !== info.packId) return stored;
  const grids = noted.picture.levels.map(({ grid }) => grid);
  const fits =
    grids.length === stored.grids.length &&
    stored.grids.every(({ width, height }, i) => grids[i]?.width === width && grids[i]?.height === height);
  return fits ? { ...stored, grids } : stored;
}

/** Id of the document that this sample was when it was left during its first edit. */
export function leftAs(sample: string): string | null {
  const noted = readLastEdit();
  return noted?.sample === sample ? noted.id : null;
}

function readLastEdit(): LastEdit | null {
  try {
    const [id = '', link = '', sample] = localStorage.getItem(key)?.split(' ') ?? [];
    const picture = decodeLink(link);
    return picture && { id, sample, picture };
  } catch (error) {
    if (error instanceof ShareFormatError || error instanceof DOMException) return null;
    throw error;
  }
}
