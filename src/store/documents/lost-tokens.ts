// Exports of ours that went through other programs: those take the tokens out, or change the picture beside them.
import { fileName } from '../../core/file-name.ts';
import type { DocumentInfo, Notice, ShelfEntry } from '../state.ts';

export const repaintedNotice: Omit<Notice, 'id'> = {
  kind: 'info',
  title: 'The picture in this PNG was changed after its tokens were stored',
  detail: 'You see what the tokens say. To go on from the picture as it is now, save it as a JPEG and bring that.',
};

export function strippedNotice(name: string): Omit<Notice, 'id'> {
  return {
    kind: 'info',
    title: `There are no tokens inside “${name}”`,
    detail: 'If Tessera wrote it, another program has taken them out. The picture was encoded anew.',
  };
}

/**
 * Whether a picture that came without tokens may be an export that has lost them: it is called like a picture here, and
 * has a size that needs no fitting, as exports have.
 *
 * @param opened the document that was made of it
 * @param before the document that was on screen until then
 */
export function isExport(
  file: Blob,
  name: string,
  opened: DocumentInfo | null,
  before: DocumentInfo | null,
  shelf: readonly ShelfEntry[],
): boolean {
  const photo = opened?.photo;
  // What was pasted or taken is called alike each time.
  if (!photo || !(file instanceof File) || file.name !== name) return false;
  if (photo.source.width !== photo.width || photo.source.height !== photo.height) return false;
  const called = (other: string) => fileName(other, 'png') === fileName(name, 'png');
  // The same photo once more is no export.
  if (before && called(before.name)) return before.photo?.bytes !== photo.bytes;
  return shelf.some((entry) => called(entry.name));
}
