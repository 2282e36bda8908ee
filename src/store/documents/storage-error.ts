// Why the browser's storage gives or takes nothing, in words for a person.
import { NoAnswerError } from '../../core/answer-within.ts';

export class StorageError extends Error {
  override readonly name = 'StorageError';
}

export function isFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}

/** What a browser's own error means. */
export function storageWords(error: unknown): string {
  if (error instanceof StorageError) return error.message;
  if (isFull(error)) return 'The browser’s storage is full.';
  if (error instanceof NoAnswerError) return 'The browser’s storage does not answer.';
  return 'The browser refuses storage here, as in some private windows.';
}

/** @throws StorageError where it fails */
export async function inPlainWords<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new StorageError(storageWords(cause), { cause });
  }
}
