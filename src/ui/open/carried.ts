// What a drop or a paste carries, and what is said where nothing of it can be opened. Browsers hand over pictures of
// other pages as an address alone, and this page loads nothing from elsewhere.
import type { Notice, TesseraActions } from '../../store/state.ts';
import { openLinkIn, openText } from './open-text.ts';

export interface Carried {
  readonly files: readonly File[];
  /** Their names. */
  readonly folders: readonly string[];
  readonly text: string;
  readonly html: string;
}

/** Must be read while the event is being handled: afterwards it is empty. */
export function carriedBy(data: DataTransfer | null): Carried {
  const folderOf = (item: DataTransferItem) => {
    const entry = item.kind === 'file' ? item.webkitGetAsEntry?.() : null;
    return entry?.isDirectory ? entry.name : null;
  };
  const items = Array.from(data?.items ?? []);
  const files = Array.from(data?.files ?? []);
  const folders = items.map(folderOf).filter((name) => name !== null);
  return {
    // A folder comes as a file that cannot be read.
    files:
      folders.length > 0 ? items.flatMap((item) => (folderOf(item) === null ? (item.getAsFile() ?? []) : [])) : files,
    folders,
    text: data?.getData('text/plain') || data?.getData('text/uri-list') || '',
    html: data?.getData('text/html') ?? '',
  };
}

/** Starts opening what it carries; false where that is nothing that Tessera reads. */
export function openCarried(
  { files, folders, text, html }: Carried,
  actions: Pick<TesseraActions, 'openFile' | 'openFiles' | 'openFragment' | 'notify'>,
  way: 'Pasted' | 'Dropped',
): boolean {
  if (files.length > 0) {
    void actions.openFiles(files);
    if (folders.length > 0) actions.notify(noFolders(folders));
    return true;
  }
  return openText(text, actions, way) || openText(pictureAddress(html), actions, way) || openLinkIn(html, actions);
}

/** Why nothing was opened, and what to do instead; null where there is nothing to be told about. */
export function explainCarried({ folders, text, html }: Carried): Omit<Notice, 'id'> | null {
  if (folders.length > 0) return noFolders(folders);
  if (/^(https?|file|blob):\S+$/i.test(text.trim()) || pictureAddress(html) !== '') {
    return {
      kind: 'info',
      title: 'This is only the address of a picture',
      detail: 'Tessera loads nothing from other pages. Save the picture and open the file, or copy the picture itself.',
    };
  }
  return null;
}

function noFolders(folders: readonly string[]): Omit<Notice, 'id'> {
  const names = folders.map((name) => `“${name}”`).join(', ');
  return {
    kind: 'info',
    title: folders.length === 1 ? `${names} is a folder` : `${names} are folders`,
    detail: `Drop the pictures in ${folders.length === 1 ? 'it' : 'them'} instead.`,
  };
}

/** Where the first picture of some HTML lies; empty where there is none. Nothing of the HTML is run or loaded. */
function pictureAddress(html: string): string {
  if (html === '') return '';
  return new DOMParser().parseFromString(html, 'text/html').querySelector('img')?.getAttribute('src') ?? '';
}
