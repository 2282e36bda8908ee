// Which document each window shows: a reload brings back its own, whatever other windows opened since.

const key = 'tessera-document';

/** Null in a new window, and where storage is refused. */
export function documentOfWindow(): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

export function noteDocumentOfWindow(id: string): void {
  try {
    sessionStorage.setItem(key, id);
  } catch {
    // The document that was written last is shown instead.
  }
}
