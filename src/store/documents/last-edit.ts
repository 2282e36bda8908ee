// The edits of the last moment before a page goes away: IndexedDB no longer takes them then, localStorage does.
import { decodeLink, encodeLink } from '../../core/share/link.ts';
import { type SharedPicture, ShareFormatError } from '../../core/share/shared-grid.ts';
import type { StoredDocument } from './library.ts';

const key = 'tessera-last-edit';

/** A browser that refuses storage has refused the document too, and has been reported. */
export function noteLastEdit({ info, grids }: Pick<StoredDocument, 'info' | 'grids'>): void {
  const levels = info.levels.map(({ codebookSize }, i) => ({ codebookSize, grid: grids[i]! }));
  try {
    localStorage.setItem(key, `${info.id} ${encodeLink({ packId: info.packId, levels })}`);
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

function readLastEdit(): { readonly id: string; readonly picture: SharedPicture } | null {
  try {
    const [id = '', link = ''] = localStorage.getItem(key)?.split(' ') ?? [];
    const picture = decodeLink(link);
    return picture && { id, picture };
  } catch (error) {
    if (error instanceof ShareFormatError || error instanceof DOMException) return null;
    throw error;
  }
}
