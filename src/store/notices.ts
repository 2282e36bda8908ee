// Messages to the person, and how a failure becomes one.

import { FileError } from '../core/file-error.ts';
import { ShareFormatError } from '../core/share/shared-grid.ts';
import { EngineError, isAborted } from '../engine/engine-error.ts';
import { PhotoError } from '../engine/photo/photo-error.ts';
import { StorageError } from './documents/storage-error.ts';
import type { Notice } from './state.ts';

/** More than this nobody reads. */
const noticesAtOnce = 4;

let nextId = 1;

export function withNotice(notices: readonly Notice[], notice: Omit<Notice, 'id'>): Notice[] {
  // One failure that stops several things is told once, as what it stopped last.
  const told = (other: Notice) =>
    other.detail === notice.detail &&
    other.offer === notice.offer &&
    (other.title === notice.title || (notice.kind === 'error' && notice.detail !== undefined && !notice.ofFile));
  const others = notices.filter((other) => !told(other));
  return [...others, { ...notice, id: nextId++ }].slice(-noticesAtOnce);
}

/** Whether a failure is that of one file, which another file may share. */
export function isOfFile(error: unknown): boolean {
  return error instanceof PhotoError || error instanceof ShareFormatError;
}

/** @returns null for what needs no telling: work that newer work overtook, or that a restart, told already, cut off */
export function describeFailure(error: unknown): string | null {
  if (isAborted(error) || (error instanceof EngineError && error.kind === 'worker-died')) return null;
  if (error instanceof EngineError) return `${error.message} ${error.advice}`.trim();
  const inPlainWords = [FileError, PhotoError, ShareFormatError, StorageError].some((kind) => error instanceof kind);
  if (inPlainWords) return (error as Error).message;
  // Words of the browser tell a person nothing.
  return 'The app does not know why. Try again; if it stays, reload the page. Your work is kept.';
}
