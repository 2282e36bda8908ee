// The edits of the last moment before a page goes away: IndexedDB no longer takes them then, localStorage does. A note for
// each document: other windows have theirs.
import { decodeLink, encodeLink } from '../../core/share/link.ts';
import type { SharedPicture } from '../../core/share/shared-grid.ts';
import type { StoredDocument } from './stored-document.ts';

const prefix = 'tessera-last-edit';

function keyOf(id: string): string {
  return `${prefix}-${id}`;
}

interface LastEdit {
  /** Of the document. */
  readonly id: string;
  /** Of the sample that it is the stored result of: such a document is in no library before the first edit. */
  readonly sample: string | undefined;
  readonly picture: SharedPicture;
}

/** A browser that refuses storage has refused the document too, and has been reported. */
export function noteLastEdit({ info, grids }: Pick<StoredDocument, 'info' | 'grids'>): void {
  try {
    const levels = info.levels.map(({ codebookSize }, i) => ({ codebookSize, grid: grids[i]! }));
    const note = [info.id, encodeLink({ packId: info.packId, levels }), info.sample ?? ''];
    localStorage.setItem(keyOf(info.id), note.join(' '));
  } catch {}
}

/** It is in the library by now, or closed. */
export function forgetLastEdit(id: string): void {
  try {
    localStorage.removeItem(keyOf(id));
    // Where one note served all documents.
    if (readNote(prefix)?.id === id) localStorage.removeItem(prefix);
  } catch {}
}

/** The document as it was left, where it was left faster than it could be written. */
export function withLastEdit(stored: StoredDocument): StoredDocument {
  const { info } = stored;
  const noted = readLastEdits().find(({ id, picture }) => id === info.id && picture.packId === info.packId);
  const grids = noted?.picture.levels.map(({ grid }) => grid) ?? [];
  const fits =
    grids.length === stored.grids.length &&
    stored.grids.every(({ width, height }, i) => grids[i]?.width === width && grids[i]?.height === height) &&
    info.levels.every(({ codebookSize }, i) => codebookSize === noted?.picture.levels[i]?.codebookSize);
  return fits ? { ...stored, grids } : stored;
}

/** Id of the document that this sample was when it was left during its first edit. */
export function leftAs(sample: string): string | null {
  return readLastEdits().find((noted) => noted.sample === sample)?.id ?? null;
}

function readLastEdits(): LastEdit[] {
  try {
    const keys = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? '');
    return keys.filter((key) => key.startsWith(prefix)).flatMap((key) => readNote(key) ?? []);
  } catch {
    return [];
  }
}

function readNote(key: string): LastEdit | null {
  try {
    const [id = '', link = '', sample] = localStorage.getItem(key)?.split(' ') ?? [];
    const picture = decodeLink(link);
    return picture && { id, sample, picture };
  } catch {
    return null;
  }
}
